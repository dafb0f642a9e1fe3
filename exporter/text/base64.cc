#include "exporter/text/base64.h"

#include <openssl/evp.h>

#include <cstddef>
#include <memory>

namespace exporter::text {

std::optional<std::string> DecodeBase64(std::string_view text) {
  const std::unique_ptr<EVP_ENCODE_CTX, decltype(&EVP_ENCODE_CTX_free)> decoder(
      EVP_ENCODE_CTX_new(), &EVP_ENCODE_CTX_free);
  EVP_DecodeInit(decoder.get());
  std::string bytes(text.size() + 4, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
  int length = 0;
  const int status = EVP_DecodeUpdate(decoder.get(), out, &length,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
  int final_length = 0;
  if (status < 0 || EVP_DecodeFinal(decoder.get(), out + length, &final_length) < 0) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(length) + static_cast<std::size_t>(final_length));
  if (bytes.empty() && text.find_first_not_of("\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL appends a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace exporter::text
