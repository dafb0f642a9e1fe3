// The response of /metrics, and how often it is rendered.

#include "exporter/app/served_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/gunzip.h"

namespace exporter::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tests::Gunzip;

std::shared_ptr<const metrics::Exposition> MakeExposition(const std::string& text) {
  auto exposition = std::make_shared<metrics::Exposition>();
  exposition->blocks.push_back(std::make_shared<const metrics::CompressedText>(text));
  return exposition;
}

std::shared_ptr<const Publication> Publish(const std::string& facts) {
  auto publication = std::make_shared<Publication>();
  publication->facts_text = MakeExposition(facts);
  publication->record_text = MakeExposition("record 1\n");
  return publication;
}

std::string BodyOf(const web::Response& response) {
  std::string body;
  for (const auto& piece : response.shared_body) body += *piece;
  return body + response.body;
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
  EXPECT_EQ(Gunzip(BodyOf(gzip)), BodyOf(plain));
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
  EXPECT_THAT(Gunzip(*rendered_at(kProcessUsageAge)), StartsWith("facts 2\n"));
}

}  // namespace
}  // namespace exporter::app
