// Text that is compressed once and joined with other texts many times.
//
// A piece has its text and the same text as deflate blocks that end at a byte boundary. Blocks of
// several pieces can therefore be joined to one gzip member (RFC 1951, RFC 1952). One member
// matters: some clients read only the first member of a gzip body. Immutable, pure, safe to read
// from any thread.

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

// The texts of the pieces, joined. REQUIRES: no nullptr.
std::string JoinPlain(std::span<const CompressedText* const> pieces);

// The same as one gzip member.
std::string JoinGzip(std::span<const CompressedText* const> pieces);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_COMPRESSED_TEXT_H_
