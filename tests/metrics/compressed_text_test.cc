#include "exporter/metrics/compressed_text.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace exporter::metrics {
namespace {

// Decompresses one gzip member. The test fails if bytes follow it.
std::string Gunzip(const std::string& body) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string input = body;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::string text;
  int status = Z_OK;
  while (status == Z_OK) {
    std::string part(65'536, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(part, 0, part.size() - stream.avail_out);
  }
  EXPECT_EQ(status, Z_STREAM_END) << "complete, with the right checksum and length";
  EXPECT_EQ(stream.avail_in, 0U) << "bytes after the first member";
  inflateEnd(&stream);
  return text;
}

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
