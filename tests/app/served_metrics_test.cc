// The response of /metrics, and how often it is rendered.

#include "exporter/app/served_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <memory>
#include <string>

namespace exporter::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::shared_ptr<const Publication> Publish(const std::string& facts) {
  auto publication = std::make_shared<Publication>();
  publication->facts_text = std::make_shared<const metrics::CompressedText>(facts);
  publication->record_text = std::make_shared<const metrics::CompressedText>("record 1\n");
  return publication;
}

std::string BodyOf(const web::Response& response) {
  std::string body;
  for (const auto& piece : response.shared_body) body += *piece;
  return body + response.body;
}

std::string Unzip(const std::string& gzip) {
  z_stream stream = {};
  constexpr int kGzip = 16 + MAX_WBITS;
  EXPECT_EQ(inflateInit2(&stream, kGzip), Z_OK);
  std::string text(100'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

class ServedMetricsTest : public testing::Test {
 protected:
  web::Response Ask(bool gzip, std::chrono::milliseconds later = std::chrono::milliseconds(0)) {
    return served_.Respond(
        publication_, {.method = "GET", .path = "/metrics", .accepts_gzip = gzip}, start_ + later);
  }

  ServedMetrics served_;
  const ServedMetrics::Clock::time_point start_ = ServedMetrics::Clock::now();
  std::shared_ptr<const Publication> publication_ = Publish("facts 1\n");
};

TEST_F(ServedMetricsTest, ContainsThePublicationAndTheProcessUsage) {
  const web::Response plain = Ask(false);
  EXPECT_EQ(plain.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_FALSE(plain.gzip_encoded);
  EXPECT_THAT(BodyOf(plain), StartsWith("facts 1\nrecord 1\n"));
  EXPECT_THAT(BodyOf(plain), HasSubstr("\nprocess_cpu_seconds_total "));
  const web::Response gzip = Ask(true);
  EXPECT_TRUE(gzip.gzip_encoded);
  EXPECT_EQ(Unzip(BodyOf(gzip)), BodyOf(plain));
}

TEST_F(ServedMetricsTest, IsRenderedAgainForAPublicationAndAfterAnInterval) {
  constexpr auto kProcessUsageAge = ServedMetrics::kProcessUsageAge;
  const auto rendered_at = [this](std::chrono::milliseconds later) {
    return Ask(true, later).shared_body.at(0);
  };
  const auto first = rendered_at(std::chrono::milliseconds(0));
  EXPECT_EQ(rendered_at(kProcessUsageAge - std::chrono::milliseconds(1)), first);
  const auto second = rendered_at(kProcessUsageAge);
  EXPECT_NE(second, first);
  EXPECT_EQ(rendered_at(kProcessUsageAge), second);
  publication_ = Publish("facts 2\n");
  EXPECT_THAT(Unzip(*rendered_at(kProcessUsageAge)), StartsWith("facts 2\n"));
}

}  // namespace
}  // namespace exporter::app
