// Certificates and keys as text (PEM, RFC 7468), and the base64 that kubeconfigs wrap them in.
// OpenSSL reads them. Pure; no message holds any of a key.

#ifndef EXPORTER_CREDENTIALS_PEM_H_
#define EXPORTER_CREDENTIALS_PEM_H_

#include <optional>
#include <string>
#include <string_view>

namespace exporter::credentials {

// The bytes; nullopt where the text is not base64 (RFC 4648, 4), line breaks allowed.
std::optional<std::string> DecodeBase64(std::string_view text);

// On one line.
std::string EncodeBase64(std::string_view bytes);

// Does the text hold a certificate?
bool HoldsCertificate(const std::string& pem);

// What is wrong with the pair, to stand behind a field's name; nullopt where nothing is.
std::optional<std::string> FindFault(const std::string& certificate_pem,
                                     const std::string& key_pem);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_PEM_H_
