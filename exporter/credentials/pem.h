// Certificates and keys as text (PEM, RFC 7468). Pure.
//
// OpenSSL parses them. No message contains a part of a key.

#ifndef EXPORTER_CREDENTIALS_PEM_H_
#define EXPORTER_CREDENTIALS_PEM_H_

#include <optional>
#include <string>
#include <string_view>

namespace exporter::credentials {

// The valid certificates of a bundle, in PEM. Blocks of other types, blocks with headers, invalid
// blocks and text between blocks are skipped, as in Go. Empty if there is no certificate.
std::string CertificatesIn(std::string_view bundle);

// Why the pair cannot be used, to follow a field's name; nullopt if it is valid.
std::optional<std::string> KeyPairError(const std::string& certificate_pem,
                                        const std::string& key_pem);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_PEM_H_
