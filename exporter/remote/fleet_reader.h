// Rebuilds the fleet of another exporter from its JSON, /api/v1/fleet?full=1 (report/README.md).
//
// Conflicts, lookups and pools that are computed from the result equal those of the other exporter.
// Does not fetch the JSON (sources/remote_exporter.h). Pure; safe with any bytes.

#ifndef EXPORTER_REMOTE_FLEET_READER_H_
#define EXPORTER_REMOTE_FLEET_READER_H_

#include <string>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/remote/cluster_reader.h"
#include "exporter/result/result.h"

namespace exporter::remote {

struct RemoteFleet {
  // The records have no counters and no duration of polls. A cluster that was polled has one poll.
  fleet::FleetView fleet;
  // Networks, plan and known MACs. The bounds on series are the default values.
  fleet::FleetPolicy policy;
  // False for the JSON of an older exporter. Then nodes, shared addresses, the plan and the
  // Services without an address in a pool are missing, and long lists are truncated.
  bool full = false;
  // Why entries of the fleet are missing, as a part of a sentence: "it has omitted entries"; empty:
  // all are present. Other reasons: a cluster cannot be read; the JSON is not the full one; a
  // source of the other exporter is incomplete, down or not read yet.
  std::string missing;
  // Entries are missing for a reason other than the sources of the other exporter.
  bool omits_entries = false;
  // The name of a cluster that is missing is unknown.
  bool misses_unnamed_cluster = false;
};

// A cluster that cannot be read has no data, and an error of kind kProtocol: it has a value of
// another type or an invalid address, or an object without a name or with a slash in it, or more
// than 600,000 values, which about 80,000 Services have, or more than 32 MiB of text. A cluster
// without a name, and the second cluster with a name, are missing. All other clusters are read.
//
// Errors, all kProtocol: text that is not the JSON of an exporter; another version of the format; a
// value of another type outside of the clusters; an invalid range of a network or of the plan; more
// than 10,000 clusters, or more than 1,000,000 objects and addresses.
Result<RemoteFleet> ReadFleet(std::string_view json);

// As above. `last`: the snapshots of an earlier fleet, which unchanged clusters have again.
Result<RemoteFleet> ReadFleet(std::string_view json, const LastSnapshot& last);

// True if ReadFleet fails because the JSON has another version.
bool HasOtherVersion(std::string_view json);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_FLEET_READER_H_
