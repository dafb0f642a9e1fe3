// Certificates and keys as text (PEM, RFC 7468), and the base64 encoding of kubeconfigs. Pure.
//
// OpenSSL parses them. No message contains a part of a key.

#ifndef EXPORTER_CREDENTIALS_PEM_H_
#define EXPORTER_CREDENTIALS_PEM_H_

#include <optional>
#include <string>
#include <string_view>

namespace exporter::credentials {

// Returns nullopt if the text is not base64 (RFC 4648, 4). Line breaks are allowed.
std::optional<std::string> DecodeBase64(std::string_view text);

// The result has no line breaks.
std::string EncodeBase64(std::string_view bytes);

// True if the text contains at least one certificate.
bool ContainsCertificate(const std::string& pem);

// Why the pair cannot be used, to follow a field's name; nullopt if it is valid.
std::optional<std::string> KeyPairError(const std::string& certificate_pem,
                                        const std::string& key_pem);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_PEM_H_
