#include "exporter/web/tls_context.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <new>
#include <string>
#include <vector>

namespace exporter::web {
namespace {

using config::ClientAuth;

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// If there is no callback, OpenSSL prompts at the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

std::vector<Certificate> CertificatesIn(const std::string& pem) {
  std::vector<Certificate> certificates;
  const Bio bio = Open(pem);
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    certificates.emplace_back(next);
  }
  ERR_clear_error();  // OpenSSL reports the end of the text as an error
  return certificates;
}

tl::unexpected<Error> Bad(const char* field, const std::string& file, const std::string& what) {
  ERR_clear_error();
  return Fail(ErrorKind::kConfig, std::string(field) + " " + file + ": " + what);
}

Result<void> UseCertificate(SSL_CTX* context, const config::TlsServerConfig& config,
                            files::WatchedFiles& files) {
  const auto chain_pem = files.Read(config.cert_file);
  if (!chain_pem) return Fail(ErrorKind::kConfig, "cert_file " + chain_pem.error().message);
  const auto key_pem = files.Read(config.key_file);
  if (!key_pem) return Fail(ErrorKind::kConfig, "key_file " + key_pem.error().message);

  std::vector<Certificate> chain = CertificatesIn(*chain_pem);
  if (chain.empty()) {
    return Bad("cert_file", config.cert_file, "contains no certificate in PEM format");
  }
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) {
    return Bad("cert_file", config.cert_file, "contains a certificate that cannot be used");
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add0_chain_cert(context, chain[i].get()) != 1) throw std::bad_alloc();
    static_cast<void>(chain[i].release());  // owned by the context
  }
  const Key key(PEM_read_bio_PrivateKey(Open(*key_pem).get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) {
    return Bad("key_file", config.key_file,
               "contains no private key in PEM format, or a key with a passphrase; remove the "
               "passphrase");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return Bad("key_file", config.key_file, "does not match the certificate");
  }
  return {};
}

// Accepts any certificate.
int AcceptAny(int /*preverified*/, X509_STORE_CTX* /*store*/) { return 1; }

Result<void> UseClientAuth(SSL_CTX* context, const config::TlsServerConfig& config,
                           files::WatchedFiles& files) {
  const bool required = config.client_auth == ClientAuth::kRequireAny ||
                        config.client_auth == ClientAuth::kRequireVerify;
  const bool any =
      config.client_auth == ClientAuth::kRequest || config.client_auth == ClientAuth::kRequireAny;
  if (config.client_auth != ClientAuth::kNone) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       any ? AcceptAny : nullptr);
  }
  if (config.client_ca_file.empty()) return {};
  const auto pem = files.Read(config.client_ca_file);
  if (!pem) return Fail(ErrorKind::kConfig, "client_ca_file " + pem.error().message);
  const std::vector<Certificate> authorities = CertificatesIn(*pem);
  if (authorities.empty()) {
    return Bad("client_ca_file", config.client_ca_file, "contains no certificate in PEM format");
  }
  for (const Certificate& authority : authorities) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
    SSL_CTX_add_client_CA(context, authority.get());
  }
  ERR_clear_error();
  return {};
}

}  // namespace

Result<std::shared_ptr<SSL_CTX>> MakeTlsContext(const config::TlsServerConfig& config,
                                                files::WatchedFiles& files) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) throw std::bad_alloc();
  const bool only13 = config.min_version == config::TlsVersion::k13;
  SSL_CTX_set_min_proto_version(context.get(), only13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  // No sessions: a session would outlive the certificates and authorities that it was made with.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (auto used = UseCertificate(context.get(), config, files); !used) {
    return tl::unexpected(used.error());
  }
  if (auto used = UseClientAuth(context.get(), config, files); !used) {
    return tl::unexpected(used.error());
  }
  return context;
}

}  // namespace exporter::web
