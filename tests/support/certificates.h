// Certificates made on the spot, for the stand-in server and for tests. Not for anything real.
//
// Keys are of P-256; nothing is stored. Throws std::runtime_error where OpenSSL fails, which it has
// no reason to.

#ifndef TESTS_SUPPORT_CERTIFICATES_H_
#define TESTS_SUPPORT_CERTIFICATES_H_

#include <string>
#include <vector>

#include "tests/standin/tls_setup.h"

namespace exporter::tests {

using standin::CertificateAndKey;

// What a certificate says of itself.
struct Subject {
  std::string common_name;
  std::vector<std::string> organizations = {};
  std::vector<std::string> dns_names = {};
  std::vector<std::string> ip_addresses = {};
  // Days from now; a negative one is past.
  int valid_from_days = -1;
  int valid_until_days = 30;
};

CertificateAndKey MakeAuthority(const std::string& common_name);

// Signed by the authority; good for servers and for clients.
CertificateAndKey MakeSigned(const Subject& subject, const CertificateAndKey& authority);

// Signed by itself.
CertificateAndKey MakeSelfSigned(const Subject& subject);

// For the loopback addresses and "localhost".
CertificateAndKey MakeLoopbackServer(const CertificateAndKey& authority);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CERTIFICATES_H_
