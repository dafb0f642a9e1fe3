// Logs settings that are probably wrong when exporters are joined: clusters that are not used
// because their name is in use, and networks with similar names. Logs the shared addresses that
// only sources list. Each problem is logged once while it lasts. Used by one thread at a time.

#ifndef EXPORTER_SOURCES_MERGE_LOG_H_
#define EXPORTER_SOURCES_MERGE_LOG_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/sources/merge.h"
#include "exporter/sources/similar_networks.h"

namespace exporter::sources {

class MergeLog {
 public:
  // Call after each merge. `policy`: of this exporter.
  void Log(const MergedFleet& merged, const fleet::FleetPolicy& policy, logging::Logger& logger);
  // Call if a policy has changed. Logs the first five ranges of shared addresses of each source and
  // network, if they have changed. `own`: of this exporter; addresses that it lists are not logged.
  void LogShared(const std::vector<SourcePolicy>& sources, const fleet::FleetPolicy& own,
                 logging::Logger& logger);

 private:
  void LogConflicts(const std::vector<NameConflict>& conflicts, logging::Logger& logger);
  void LogNetworks(std::vector<SourceNetwork> networks, logging::Logger& logger);

  std::map<std::string, NameConflict> conflicts_;          // by source, as logged
  std::vector<SourceNetwork> networks_;                    // of the last merge
  std::set<SourceNetwork> similar_;                        // as logged
  std::map<SourceNetwork, addresses::AddressSet> shared_;  // as logged
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_MERGE_LOG_H_
