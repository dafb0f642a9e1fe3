#include "exporter/metrics/compressed_text.h"

#include <zlib.h>

#include <new>
#include <utility>

namespace exporter::metrics {
namespace {

constexpr int kRawDeflate = -MAX_WBITS;
constexpr int kMemoryLevel = 8;  // zlib's default

// A header without file name and time, of an "unknown" system.
constexpr std::string_view kGzipHeader("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
// The shortest block that ends a stream: fixed codes, no data.
constexpr std::string_view kFinalBlock("\x03\x00", 2);

const Bytef* BytesOf(const std::string& text) {
  return reinterpret_cast<const Bytef*>(text.data());
}

std::string Deflate(const std::string& text) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRawDeflate, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();  // no other failure is possible with these arguments
  }
  constexpr std::size_t kFlush = 16;  // more than a full flush adds
  std::string blocks(deflateBound(&stream, static_cast<uLong>(text.size())) + kFlush, '\0');
  stream.next_in = const_cast<Bytef*>(BytesOf(text));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(blocks.data());
  stream.avail_out = static_cast<uInt>(blocks.size());
  // A full flush ends at a byte boundary, and later blocks do not refer to earlier ones.
  deflate(&stream, Z_FULL_FLUSH);
  blocks.resize(blocks.size() - stream.avail_out);
  deflateEnd(&stream);
  return blocks;
}

void AppendLittleEndian(std::uint32_t number, std::string& text) {
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(number >> shift & 0xff);
}

}  // namespace

CompressedText::CompressedText(std::string text)
    : text_(std::move(text)),
      blocks_(Deflate(text_)),
      crc_(static_cast<std::uint32_t>(crc32(0, BytesOf(text_), static_cast<uInt>(text_.size())))) {}

std::string JoinPlain(std::span<const CompressedText* const> pieces) {
  std::string text;
  for (const CompressedText* const piece : pieces) text += piece->text();
  return text;
}

std::string JoinGzip(std::span<const CompressedText* const> pieces) {
  std::string body(kGzipHeader);
  uLong crc = 0;
  std::size_t length = 0;
  for (const CompressedText* const piece : pieces) {
    body += piece->blocks_;
    crc = crc32_combine(crc, piece->crc_, static_cast<z_off_t>(piece->text_.size()));
    length += piece->text_.size();
  }
  body += kFinalBlock;
  AppendLittleEndian(static_cast<std::uint32_t>(crc), body);
  AppendLittleEndian(static_cast<std::uint32_t>(length), body);  // modulo 2^32 (RFC 1952)
  return body;
}

}  // namespace exporter::metrics
