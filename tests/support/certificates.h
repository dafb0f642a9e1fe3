// Creates certificate authorities and certificates for tests, in memory, with P-256 keys.
//
// All functions throw std::runtime_error if OpenSSL fails.

#ifndef TESTS_SUPPORT_CERTIFICATES_H_
#define TESTS_SUPPORT_CERTIFICATES_H_

#include <string>
#include <vector>

#include "tests/standin/tls_setup.h"

namespace exporter::tests {

using standin::CertificateAndKey;

// The contents of a certificate.
struct Subject {
  std::string common_name;
  std::vector<std::string> organizations = {};
  std::vector<std::string> dns_names = {};
  std::vector<std::string> ip_addresses = {};
  // Days from now; negative numbers are in the past.
  int valid_from_days = -1;
  int valid_until_days = 30;
};

// A self-signed CA certificate.
CertificateAndKey MakeAuthority(const std::string& common_name);

// A certificate that `authority` signed, for a server or a client.
CertificateAndKey MakeSigned(const Subject& subject, const CertificateAndKey& authority);

// A certificate that its own key signed. It is not a CA certificate.
CertificateAndKey MakeSelfSigned(const Subject& subject);

// A certificate for the loopback addresses and "localhost", signed by `authority`.
CertificateAndKey MakeLoopbackServer(const CertificateAndKey& authority);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CERTIFICATES_H_
