#include "exporter/metrics/compressed_text.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/gunzip.h"

namespace exporter::metrics {
namespace {

using tests::Gunzip;

void ExpectRoundTrip(const std::vector<std::string>& texts) {
  std::vector<std::unique_ptr<CompressedText>> pieces;
  std::vector<const CompressedText*> pointers;
  std::string whole;
  for (const std::string& text : texts) {
    pieces.push_back(std::make_unique<CompressedText>(text));
    pointers.push_back(pieces.back().get());
    whole += text;
  }
  EXPECT_EQ(JoinPlain(pointers), whole);
  EXPECT_EQ(Gunzip(JoinGzip(pointers)), whole);
}

TEST(CompressedText, JoinsToOneMember) {
  ExpectRoundTrip({});
  ExpectRoundTrip({""});
  ExpectRoundTrip({"", "", ""});
  ExpectRoundTrip({"a"});
  ExpectRoundTrip({"a", "", "b"});
  ExpectRoundTrip({"same text, same text", "same text, same text", "same text, same text"});
}

TEST(CompressedText, EverySplitGivesTheSameText) {
  const std::string text = "metallb_pool_capacity_addresses{cluster=\"a\"} 40\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    ExpectRoundTrip({text.substr(0, cut), text.substr(cut)});
  }
}

TEST(CompressedText, JoinsLargeAndIncompressiblePieces) {
  std::mt19937 random(7);
  std::string noise(3'000'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  ExpectRoundTrip({std::string(3'000'000, 'x'), noise, "end"});
}

}  // namespace
}  // namespace exporter::metrics
