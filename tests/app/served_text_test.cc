// A body that is rendered for each publication, and requests that already have it.

#include "exporter/app/served_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace exporter::app {
namespace {

using namespace std::chrono_literals;

class ServedTextTest : public testing::Test {
 protected:
  web::Response Request(const std::string& tag, std::chrono::seconds later = 0s) {
    web::Response response;
    text_.SetBody(publication_, {.method = "GET", .path = "/", .if_none_match = tag},
                  std::chrono::system_clock::time_point(1000s) + later, response);
    return response;
  }

  static std::string TagOf(const web::Response& response) {
    return response.headers.empty() ? "" : response.headers.front().second;
  }

  std::shared_ptr<const Publication> publication_ = std::make_shared<Publication>();
  int rendered_ = 0;
  ServedText text_{[this](const Publication&, std::chrono::sys_seconds) {
                     ++rendered_;
                     return std::string("fleet");
                   },
                   ServedText::Changes::kWithSeconds};
};

TEST_F(ServedTextTest, SendsAPublicationOnce) {
  const web::Response first = Request("");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(*first.shared_body.at(0), "fleet");
  ASSERT_EQ(first.headers.at(0).first, "ETag");
  const web::Response again = Request(TagOf(first), 30s);
  EXPECT_EQ(again.status, 304) << "only ages changed";
  EXPECT_TRUE(again.shared_body.empty());
  EXPECT_EQ(TagOf(again), TagOf(first));
  EXPECT_EQ(rendered_, 1) << "a page that is not sent is not rendered";

  publication_ = std::make_shared<Publication>();
  const web::Response changed = Request(TagOf(first), 30s);
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(TagOf(changed), TagOf(first));
  EXPECT_EQ(Request("\"another\"", 30s).status, 200);
  EXPECT_EQ(Request("\"another\", " + TagOf(changed).substr(2), 30s).status, 304)
      << "a proxy may remove W/";
}

TEST_F(ServedTextTest, SendsContentAgainOnlyIfItChanged) {
  ServedText text(
      [this](const Publication&, std::chrono::sys_seconds) {
        return "fleet " + std::to_string(++rendered_);
      },
      ServedText::Changes::kWithContent);
  const auto request = [&text](std::uint64_t content, const std::string& tag) {
    auto publication = std::make_shared<Publication>();
    publication->content = content;
    web::Response response;
    text.SetBody(publication, {.method = "GET", .path = "/", .if_none_match = tag},
                 std::chrono::system_clock::time_point(1000s), response);
    return response;
  };
  const web::Response first = request(1, "");
  const web::Response polled = request(1, TagOf(first));
  EXPECT_EQ(polled.status, 304) << "only times and counters changed";
  EXPECT_EQ(TagOf(polled), TagOf(first));
  EXPECT_EQ(rendered_, 1);
  const web::Response other_client = request(1, "");
  EXPECT_EQ(TagOf(other_client), TagOf(first));
  EXPECT_EQ(*other_client.shared_body.at(0), "fleet 2") << "with the new times";
  const web::Response changed = request(2, TagOf(first));
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(TagOf(changed), TagOf(first));
}

}  // namespace
}  // namespace exporter::app
