#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

namespace exporter::tests {
namespace {

template <typename T, void (*kFree)(T*)>
struct Free {
  void operator()(T* object) const { kFree(object); }
};
void FreeBio(BIO* bio) { BIO_free(bio); }

using Bio = std::unique_ptr<BIO, Free<BIO, FreeBio>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION, X509_EXTENSION_free>>;

void Require(bool done, const char* what) {
  if (done) return;
  throw std::runtime_error(std::string(what) + ": " + ERR_reason_error_string(ERR_get_error()));
}

std::string TextOf(const Bio& bio) {
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(bio.get(), certificate) == 1, "write a certificate");
  return TextOf(bio);
}

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "write a key");
  return TextOf(bio);
}

Certificate CertificateFrom(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  Require(certificate != nullptr, "read a certificate");
  return certificate;
}

Key KeyFrom(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  Require(key != nullptr, "read a key");
  return key;
}

void AddName(X509* certificate, const char* field, const std::string& value) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(value.c_str());
  Require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8,
                                     bytes, -1, -1, 0) == 1,
          "name a certificate");
}

void AddExtension(X509* certificate, int nid, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  Require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
          "extend a certificate");
}

void SetSerial(X509* certificate) {
  std::uint64_t number = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof(number));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1);
}

std::string AlternativeNames(const Subject& subject) {
  std::string names;
  const auto add = [&names](const char* kind, const std::string& name) {
    names += (names.empty() ? "" : ",") + std::string(kind) + ":" + name;
  };
  for (const std::string& name : subject.dns_names) add("DNS", name);
  for (const std::string& address : subject.ip_addresses) add("IP", address);
  return names;
}

// `authority`: makes a CA certificate. If `issuer` is nullptr, the certificate is self-signed.
CertificateAndKey Make(const Subject& subject, bool authority, const CertificateAndKey* issuer) {
  constexpr auto kVersion3 = 2L;
  constexpr auto kDay = 86'400L;
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  Require(key != nullptr, "make a key");
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), kVersion3);
  SetSerial(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), subject.valid_from_days * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), subject.valid_until_days * kDay);
  X509_set_pubkey(certificate.get(), key.get());
  AddName(certificate.get(), "CN", subject.common_name);
  for (const std::string& name : subject.organizations) AddName(certificate.get(), "O", name);
  AddExtension(certificate.get(), NID_basic_constraints,
               authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  const std::string names = AlternativeNames(subject);
  if (!names.empty()) AddExtension(certificate.get(), NID_subject_alt_name, names);

  const Certificate issuer_certificate =
      issuer == nullptr ? nullptr : CertificateFrom(issuer->certificate_pem);
  const Key issuer_key = issuer == nullptr ? nullptr : KeyFrom(issuer->key_pem);
  X509_set_issuer_name(
      certificate.get(),
      X509_get_subject_name(issuer == nullptr ? certificate.get() : issuer_certificate.get()));
  Require(X509_sign(certificate.get(), issuer == nullptr ? key.get() : issuer_key.get(),
                    EVP_sha256()) != 0,
          "sign a certificate");
  return {ToPem(certificate.get()), ToPem(key.get())};
}

}  // namespace

CertificateAndKey MakeAuthority(const std::string& common_name) {
  return Make({.common_name = common_name}, true, nullptr);
}

CertificateAndKey MakeSigned(const Subject& subject, const CertificateAndKey& authority) {
  return Make(subject, false, &authority);
}

CertificateAndKey MakeSelfSigned(const Subject& subject) { return Make(subject, false, nullptr); }

CertificateAndKey MakeLoopbackServer(const CertificateAndKey& authority) {
  return MakeSigned({.common_name = "kube-apiserver",
                     .dns_names = {"localhost"},
                     .ip_addresses = {"127.0.0.1", "::1"}},
                    authority);
}

}  // namespace exporter::tests
