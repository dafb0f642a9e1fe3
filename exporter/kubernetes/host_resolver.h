// Resolves host names on a thread of its own, because getaddrinfo cannot be stopped.
//
// There is at most one such thread for each resolver. While a lookup hangs, later calls wait for
// the same lookup. The thread may outlive the resolver. Used by one thread.

#ifndef EXPORTER_KUBERNETES_HOST_RESOLVER_H_
#define EXPORTER_KUBERNETES_HOST_RESOLVER_H_

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/credentials/deadline.h"

namespace exporter::kubernetes {

class HostResolver {
 public:
  enum class Failure {
    kNoAddress,  // the name has no address, or the resolver reported an error
    kTimeout,    // the deadline or a stop came first
    kNoThread,   // no thread could be created
  };

  // The addresses of the name, "10.0.0.1" or "fd00::1", in the order of RFC 6724.
  // REQUIRES: always the same name.
  tl::expected<std::vector<std::string>, Failure> Resolve(const std::string& name,
                                                          const credentials::Deadline& deadline);

 private:
  struct Lookup;

  std::shared_ptr<Lookup> lookup_;  // nullptr if no lookup is running
};

// True for "10.0.0.1", "fd00::1" and "fe80::1%eth0". Such hosts need no lookup.
bool IsAddress(const std::string& host);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_HOST_RESOLVER_H_
