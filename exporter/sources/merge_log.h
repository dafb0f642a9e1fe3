// Logs names that are probably wrong when exporters are joined: clusters that are not used because
// their name is in use, and networks with similar names. Each problem is logged once while it
// lasts. Used by one thread at a time.

#ifndef EXPORTER_SOURCES_MERGE_LOG_H_
#define EXPORTER_SOURCES_MERGE_LOG_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/sources/merge.h"
#include "exporter/sources/similar_networks.h"

namespace exporter::sources {

class MergeLog {
 public:
  // Call after each merge. `policy`: of this exporter.
  void Log(const MergedFleet& merged, const fleet::FleetPolicy& policy, logging::Logger& logger);

 private:
  void LogConflicts(const std::vector<NameConflict>& conflicts, logging::Logger& logger);
  void LogNetworks(std::vector<SourceNetwork> networks, logging::Logger& logger);

  std::map<std::string, NameConflict> conflicts_;  // by source, as logged
  std::vector<SourceNetwork> networks_;            // of the last merge
  std::set<SourceNetwork> similar_;                // as logged
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_MERGE_LOG_H_
