#include "exporter/web/request_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::web {
namespace {

// The result must be the same for all bytes at once and for single bytes.
bool IsAmbiguous(const std::string& head) {
  RequestBytes together;
  together.Take(head);
  RequestBytes singly;
  for (const char byte : head) singly.Take({&byte, 1});
  EXPECT_EQ(together.ambiguous(), singly.ambiguous()) << head;
  return together.ambiguous();
}

TEST(RequestBytes, AcceptUsualRequests) {
  for (const char* head :
       {"GET / HTTP/1.1\r\nHost: a:80\r\nAccept:*/*\r\n\r\n", "GET http://a:1/ HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nX:\t a b \r\n\r\n"}) {
    EXPECT_FALSE(IsAmbiguous(head)) << head;
  }
}

TEST(RequestBytes, FindWhatProgramsParseDifferently) {
  for (const std::string& head :
       {std::string("GET / HTTP/1.1\r\nContent-Length:\r\n 34\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nContent-Length: 0\r\n\t34\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nContent-Length:\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nContent-Length: \t\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nX: a\rContent-Length: 34\r\n\r\n"),
        std::string("GET / HTTP/1.1\nHost: a\n\n"), std::string("GET / HTTP/1.1\r\nX: a\n\r\n"),
        std::string("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 26),
        std::string(" GET / HTTP/1.1\r\n\r\n")}) {
    EXPECT_TRUE(IsAmbiguous(head)) << head;
  }
}

TEST(RequestBytes, IgnoreBytesAfterTheHead) {
  EXPECT_FALSE(IsAmbiguous("POST / HTTP/1.1\r\nHost: a\r\n\r\n a:\n\n \r x"));
}

}  // namespace
}  // namespace exporter::web
