#include "exporter/web/accept_encoding.h"

#include <gtest/gtest.h>

namespace exporter::web {
namespace {

TEST(AcceptsGzip, OnlyIfTheHeaderNamesIt) {
  for (const char* header :
       {"gzip", "GZIP", "deflate, gzip", "gzip;q=1.0", "gzip; q=0.5", "identity;q=1, *;q=0.1", "*",
        " br , gzip ;q=0.001", "x-gzip", "*;q=0, gzip"}) {
    EXPECT_TRUE(AcceptsGzip(header)) << header;
  }
  for (const char* header : {"", "identity", "deflate, br", "gzip;q=0", "gzip; q=0.000", "*;q=0",
                             "*, gzip;q=0", "gzipx", "not-gzip", ",,;", ";q=1"}) {
    EXPECT_FALSE(AcceptsGzip(header)) << header;
  }
}

}  // namespace
}  // namespace exporter::web
