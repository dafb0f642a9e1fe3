// The TLS of the stand-in server: its own certificate, and whom it finds at the other end.

#ifndef TESTS_STANDIN_TLS_SETUP_H_
#define TESTS_STANDIN_TLS_SETUP_H_

#include <openssl/ssl.h>

#include <string>

namespace exporter::standin {

struct CertificateAndKey {
  std::string certificate_pem;
  std::string key_pem;
};

// Was the certificate usable? `tls_version`, as OpenSSL numbers them, alone is spoken; 0: all.
// With `client_ca_pem` clients are asked for a certificate of that authority, but it is not
// demanded: who comes without one may have a token.
bool SetUpTls(SSL_CTX& context, const CertificateAndKey& own, int tls_version,
              const std::string& client_ca_pem);

// The common name of the client's certificate; empty if there is no certificate or no TLS
// (nullptr).
std::string CommonName(const SSL* ssl);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_TLS_SETUP_H_
