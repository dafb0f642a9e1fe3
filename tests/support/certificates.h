// Makes certificates for tests.
//
// Keys are P-256. Nothing is stored. All functions throw std::runtime_error if OpenSSL fails.

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

CertificateAndKey MakeAuthority(const std::string& common_name);

// Signed by the authority, for servers and clients.
CertificateAndKey MakeSigned(const Subject& subject, const CertificateAndKey& authority);

// Signed by itself.
CertificateAndKey MakeSelfSigned(const Subject& subject);

// For the loopback addresses and "localhost".
CertificateAndKey MakeLoopbackServer(const CertificateAndKey& authority);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CERTIFICATES_H_
