// The TLS settings of the stand-in API server, and the name in a client's certificate.

#ifndef TESTS_STANDIN_TLS_SETUP_H_
#define TESTS_STANDIN_TLS_SETUP_H_

#include <openssl/ssl.h>

#include <string>

namespace exporter::standin {

struct CertificateAndKey {
  std::string certificate_pem;
  std::string key_pem;
};

// Sets the server's certificate. Returns false if the certificate or its key is invalid.
// `tls_version` is the only version, as OpenSSL numbers it; 0: all versions. If `client_ca_pem` is
// not empty, clients are asked for a certificate of that authority. A client without a certificate
// is accepted, because it may have a token.
bool SetUpTls(SSL_CTX& context, const CertificateAndKey& own, int tls_version,
              const std::string& client_ca_pem);

// The common name of the client's certificate; empty if there is no certificate or no TLS
// (nullptr).
std::string CommonName(const SSL* ssl);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_TLS_SETUP_H_
