#include "exporter/web/request_head.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::web {
namespace {

// The result must be the same for all bytes at once and for single bytes.
bool IsAmbiguous(const std::string& head) {
  RequestHead together;
  together.Take(head);
  RequestHead singly;
  for (const char byte : head) singly.Take({&byte, 1});
  EXPECT_EQ(together.ambiguous(), singly.ambiguous()) << head;
  EXPECT_EQ(together.UsedPart(), singly.UsedPart()) << head;
  return together.ambiguous();
}

TEST(RequestHead, AcceptsUsualRequests) {
  for (const char* head :
       {"GET / HTTP/1.1\r\nHost: a:80\r\nAccept:*/*\r\n\r\n", "GET http://a:1/ HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nX:\t a b \r\n\r\n"}) {
    EXPECT_FALSE(IsAmbiguous(head)) << head;
  }
}

TEST(RequestHead, FindsWhatProgramsParseDifferently) {
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

TEST(RequestHead, EndsAtTheEmptyLine) {
  const std::string text = "POST / HTTP/1.1\r\nHost: a\r\n\r\n a:\n\n \r x";
  RequestHead head;
  EXPECT_EQ(head.Take(text.substr(0, 20)), 20U);
  EXPECT_FALSE(head.ended());
  EXPECT_EQ(head.Take(text.substr(20)), text.find(" a:") - 20);
  EXPECT_TRUE(head.ended());
  EXPECT_EQ(head.size(), text.find(" a:"));
  EXPECT_FALSE(head.ambiguous());
  EXPECT_EQ(head.Take("more"), 0U);
}

std::string UsedPart(const std::string& text) {
  RequestHead head;
  head.Take(text);
  return head.UsedPart();
}

TEST(RequestHead, OmitsUnusedHeaders) {
  EXPECT_EQ(UsedPart("GET / HTTP/1.1\r\nCookie: a\r\nHOST: x\r\nX-A: b\r\n b2\r\n"
                     "Accept-Encoding: gzip\r\n ,br\r\nno colon\r\nIf-None-Match: W/\"1\"\r\n\r\n"),
            "GET / HTTP/1.1\r\nHOST: x\r\nAccept-Encoding: gzip\r\n ,br\r\n"
            "If-None-Match: W/\"1\"\r\n\r\n");
}

TEST(RequestHead, OmitsUsedHeadersThatAreTooLong) {
  for (const std::size_t size : {7'999U, 8'000U, 8'001U}) {
    const std::string name = "Authorization: ";
    const std::string line = name + std::string(size - name.size() - 2, 'x') + "\r\n";
    EXPECT_EQ(UsedPart("GET / HTTP/1.1\r\n" + line + "\r\n"),
              "GET / HTTP/1.1\r\n" + (size > 8'000 ? "" : line) + "\r\n");
  }
}

TEST(RequestHead, NeverOmitsFraming) {
  for (const std::string& line :
       {std::string("content-length : 5\r\n"), std::string("Transfer-Encoding:\r\n chunked\r\n"),
        std::string("\tContent-Length: 5\r\n"), std::string("Connection: close\r\n"),
        std::string("Expect: 100-continue\r\n"),
        "Content-Length: " + std::string(9'000, '0') + "5\r\n"}) {
    const std::string text = "GET / HTTP/1.1\r\n" + line + "\r\n";
    EXPECT_EQ(UsedPart(text), text);
  }
}

}  // namespace
}  // namespace exporter::web
