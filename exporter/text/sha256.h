// The SHA-256 digest of a text. Pure.

#ifndef EXPORTER_TEXT_SHA256_H_
#define EXPORTER_TEXT_SHA256_H_

#include <string>
#include <string_view>

namespace exporter::text {

// The 32 bytes of the digest, not in hexadecimal.
std::string Sha256(std::string_view text);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_SHA256_H_
