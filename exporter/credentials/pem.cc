#include "exporter/credentials/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

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
using Decoder = std::unique_ptr<EVP_ENCODE_CTX, Free<EVP_ENCODE_CTX, EVP_ENCODE_CTX_free>>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate FirstCertificate(const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

// Replaces OpenSSL's prompt at the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  const Decoder decoder(EVP_ENCODE_CTX_new());
  EVP_DecodeInit(decoder.get());
  std::string bytes(text.size() + 4, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
  int length = 0;
  const int status = EVP_DecodeUpdate(decoder.get(), out, &length,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
  int final_length = 0;
  if (status < 0 || EVP_DecodeFinal(decoder.get(), out + length, &final_length) < 0) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(length) + static_cast<std::size_t>(final_length));
  if (bytes.empty() && text.find_first_not_of("\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL appends a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

bool ContainsCertificate(const std::string& pem) { return FirstCertificate(pem) != nullptr; }

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
