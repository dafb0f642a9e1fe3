#include "exporter/result/result.h"

#include <gtest/gtest.h>

namespace exporter {
namespace {

TEST(Error, EscapesExternalTextToOneLine) {
  EXPECT_EQ(Error(ErrorKind::kConfig, "no \"a\nb\"").message, "no \"a[U+000A]b\"");
}

}  // namespace
}  // namespace exporter
