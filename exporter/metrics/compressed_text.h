// Pieces of a text that are compressed once and put together many times.
//
// A piece keeps its text, and the same as deflate blocks that end on a byte's border, so that
// blocks of several pieces can stand behind one another in one gzip member (RFC 1951, RFC 1952).
// Some clients read only the first member of a gzip body; these bodies have just one. Immutable
// values, pure; safe to read from any thread.

#ifndef EXPORTER_METRICS_COMPRESSED_TEXT_H_
#define EXPORTER_METRICS_COMPRESSED_TEXT_H_

#include <cstdint>
#include <span>
#include <string>

namespace exporter::metrics {

class CompressedText {
 public:
  explicit CompressedText(std::string text);

  const std::string& text() const { return text_; }

 private:
  friend std::string JoinGzip(std::span<const CompressedText* const> pieces);

  std::string text_;
  std::string blocks_;  // deflate, without a final block
  std::uint32_t crc_ = 0;
};

// The pieces' text, one after the other. REQUIRES: no nullptr.
std::string JoinPlain(std::span<const CompressedText* const> pieces);

// The same as one gzip member.
std::string JoinGzip(std::span<const CompressedText* const> pieces);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_COMPRESSED_TEXT_H_
