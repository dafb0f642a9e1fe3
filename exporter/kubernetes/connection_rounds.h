// The order in which the addresses of a host are tried.
//
// A round is one address, or an IPv6 and an IPv4 address that libcurl tries at the same time
// (RFC 8305), because a broken IPv6 network must not delay the connection. Pure.

#ifndef EXPORTER_KUBERNETES_CONNECTION_ROUNDS_H_
#define EXPORTER_KUBERNETES_CONNECTION_ROUNDS_H_

#include <string>
#include <vector>

namespace exporter::kubernetes {

// Each round is "10.0.0.1" or "fd00::1,10.0.0.1". The order of `addresses` is kept in each family,
// except that `preferred` is first if it is one of them.
std::vector<std::string> ConnectionRounds(std::vector<std::string> addresses,
                                          const std::string& preferred);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_CONNECTION_ROUNDS_H_
