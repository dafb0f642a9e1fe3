#include "exporter/credentials/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "exporter/text/base64.h"

namespace exporter::credentials {
namespace {

template <typename T, void (*kFree)(T*)>
struct Free {
  void operator()(T* object) const { kFree(object); }
};
void FreeBio(BIO* bio) { BIO_free(bio); }

using Bio = std::unique_ptr<BIO, Free<BIO, FreeBio>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate FirstCertificate(const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

// nullptr if the bytes are not a certificate.
Certificate ParseDer(const std::string& der) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  Certificate certificate(
      d2i_X509(nullptr, &begin, static_cast<long>(der.size())));  // NOLINT(google-runtime-int)
  ERR_clear_error();
  return certificate;
}

// Empty for nullptr.
std::string PemOf(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (certificate == nullptr || PEM_write_bio_X509(out.get(), certificate) != 1) return {};
  char* text = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

// Replaces OpenSSL's prompt at the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

std::string CertificatesIn(std::string_view bundle) {
  constexpr std::string_view kBeginAny = "-----BEGIN ";
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  std::string certificates;
  for (std::size_t at = bundle.find(kBegin); at != std::string_view::npos;
       at = bundle.find(kBegin)) {
    bundle.remove_prefix(at + kBegin.size());
    const std::string_view body = bundle.substr(0, std::min(bundle.find(kBeginAny), bundle.size()));
    const std::size_t end = body.find(kEnd);
    if (end == std::string_view::npos) continue;  // a block without an end
    if (const auto der = text::DecodeBase64(body.substr(0, end))) {
      certificates += PemOf(ParseDer(*der).get());
    }
  }
  return certificates;
}

std::optional<std::string> KeyPairError(const std::string& certificate_pem,
                                        const std::string& key_pem) {
  const Certificate certificate = FirstCertificate(certificate_pem);
  if (certificate == nullptr) return "contains no certificate in PEM";
  bool asked = false;
  const Key key(PEM_read_bio_PrivateKey(Open(key_pem).get(), nullptr, NoPassphrase, &asked));
  ERR_clear_error();
  if (asked) {
    return "has a key with a passphrase, but the exporter cannot prompt for it; remove the "
           "passphrase";
  }
  if (key == nullptr) return "has a key that is not a private key in PEM";
  const bool match = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!match) return "does not match its key";
  return std::nullopt;
}

}  // namespace exporter::credentials
