// The command `lookup`: says who has each address. Asks the clusters (poll_once.h) or a running
// exporter.

#ifndef EXPORTER_CLI_LOOKUP_COMMAND_H_
#define EXPORTER_CLI_LOOKUP_COMMAND_H_

#include <string>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::cli {

struct LookupOptions {
  std::vector<addresses::IpAddress> addresses;
  std::string url;    // of a running exporter; empty: the clusters are polled
  bool json = false;  // an array of objects instead of sentences
};

// Print an answer for each address and return the exit status: 0 if each address is assigned, in a
// pool or in the plan; else 3 if a cluster that may know it could not be read; else 1.
int RunLookup(const LookupOptions& options, const fleet::FleetView& fleet,
              const fleet::FleetPolicy& policy);
// 3 also if the exporter does not answer; 2 if the URL is invalid.
int RunRemoteLookup(const LookupOptions& options);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_LOOKUP_COMMAND_H_
