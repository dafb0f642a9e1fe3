// The engines of two sites that need no part at the sites: Prometheus, and VictoriaMetrics with
// vmalert. They start as the documents say. Their files are in `folder`.

#ifndef TESTS_SITES_ENGINES_H_
#define TESTS_SITES_ENGINES_H_

#include <string>

#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

// A central Prometheus that reads the Prometheus servers of the sites and evaluates the rules.
Server StartCentral(const TemporaryFolder& folder, const Sites& sites, const std::string& rules);

Server StartVictoriaMetrics(const TemporaryFolder& folder);

// The URL to which the Prometheus servers of the sites write.
std::string RemoteWriteUrl(const Server& victoria_metrics);

// Evaluates the rules.
Server StartVmalert(const TemporaryFolder& folder, const Server& victoria_metrics,
                    const std::string& rules);

}  // namespace exporter::tests

#endif  // TESTS_SITES_ENGINES_H_
