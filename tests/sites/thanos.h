// Thanos for two sites: each Prometheus has a sidecar, Thanos Query reads the sidecars, and Thanos
// Ruler evaluates rules. Thanos is the program $THANOS.

#ifndef TESTS_SITES_THANOS_H_
#define TESTS_SITES_THANOS_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

// A part of Thanos, such as "sidecar". Throws std::runtime_error if $THANOS is not set.
class ThanosPart : public Server {
 public:
  ThanosPart(const std::string& part, const Arguments& flags);

  std::string GrpcAddress() const { return AddressOn(kGrpcHost); }
};

class Thanos {
 public:
  // Starts the sidecars and Thanos Query.
  explicit Thanos(const Sites& sites);

  // Evaluates the rules. Its recorded series can be queried.
  std::unique_ptr<ThanosPart> StartRuler(const std::string& rules);

  const Server& query() const { return query_; }

 private:
  // Query reads the file again each second.
  void AddEndpoint(const std::string& address);

  const TemporaryFolder folder_;
  std::string endpoints_ = "endpoints:\n";
  std::vector<std::unique_ptr<ThanosPart>> sidecars_;
  ThanosPart query_{"query",
                    {"--endpoint.sd-config-file=" + folder_.Write("endpoints.yml", endpoints_),
                     "--endpoint.sd-config-reload-interval=1s", "--store.sd-dns-interval=1s",
                     "--query.replica-label=prometheus_replica", "--query.replica-label=ruler"}};
};

}  // namespace exporter::tests

#endif  // TESTS_SITES_THANOS_H_
