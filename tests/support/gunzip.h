// Decompresses the bodies of responses.

#ifndef TESTS_SUPPORT_GUNZIP_H_
#define TESTS_SUPPORT_GUNZIP_H_

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace exporter::tests {

// Decompresses one gzip member. The test fails if bytes follow it.
inline std::string Gunzip(const std::string& body) {
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

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_GUNZIP_H_
