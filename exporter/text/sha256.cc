#include "exporter/text/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace exporter::text {

std::string Sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();  // EVP_Digest has no other reason to fail
  }
  return {digest.begin(), digest.begin() + length};
}

}  // namespace exporter::text
