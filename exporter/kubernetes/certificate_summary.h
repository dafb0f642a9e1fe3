// A TLS certificate of a server or proxy, summarized for messages. Does not verify the certificate.
// Pure.
//
// Certificates come from untrusted servers: texts are reduced to printable ASCII and bounded.

#ifndef EXPORTER_KUBERNETES_CERTIFICATE_SUMMARY_H_
#define EXPORTER_KUBERNETES_CERTIFICATE_SUMMARY_H_

#include <openssl/x509.h>

#include <string>

namespace exporter::kubernetes {

struct CertificateSummary {
  std::string name;    // the subject's common name, else the whole subject
  std::string issuer;  // the issuer's common name, else the whole issuer
  std::string dates;   // "valid 2025-01-01 to 2026-01-01"
  std::string hosts;   // its alternative names: "a.example.com, 10.0.0.1"; empty: none
};

CertificateSummary Summarize(const X509* certificate);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_CERTIFICATE_SUMMARY_H_
