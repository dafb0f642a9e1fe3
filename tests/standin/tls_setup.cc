#include "tests/standin/tls_setup.h"

#include <openssl/pem.h>

#include <algorithm>
#include <cstddef>

namespace exporter::standin {

std::string CommonName(const SSL* ssl) {
  X509* const certificate = ssl == nullptr ? nullptr : SSL_get1_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  std::string name(256, '\0');
  const int length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                               name.data(), static_cast<int>(name.size()));
  X509_free(certificate);
  name.resize(static_cast<std::size_t>(std::max(length, 0)));
  return name;
}

bool SetUpTls(SSL_CTX& context, const CertificateAndKey& own, int tls_version,
              const std::string& client_ca_pem) {
  const auto open = [](const std::string& text) {
    return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  };
  BIO* const certificate_text = open(own.certificate_pem);
  BIO* const key_text = open(own.key_pem);
  X509* const certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  const bool usable = certificate != nullptr && key != nullptr &&
                      SSL_CTX_use_certificate(&context, certificate) == 1 &&
                      SSL_CTX_use_PrivateKey(&context, key) == 1;
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(certificate_text);
  BIO_free(key_text);
  if (tls_version != 0) {
    SSL_CTX_set_min_proto_version(&context, tls_version);
    SSL_CTX_set_max_proto_version(&context, tls_version);
    SSL_CTX_set_security_level(&context, 0);  // OpenSSL's default level rejects old versions
  }
  if (usable && !client_ca_pem.empty()) {
    BIO* const ca_text = open(client_ca_pem);
    X509* const ca = PEM_read_bio_X509(ca_text, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), ca);
    SSL_CTX_add_client_CA(&context, ca);
    X509_free(ca);
    BIO_free(ca_text);
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
  }
  return usable;
}

}  // namespace exporter::standin
