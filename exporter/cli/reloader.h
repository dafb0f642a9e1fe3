// Takes in the configuration again while the exporter runs: on request, and by itself where a file
// that it was read from has changed.
//
// What cannot be read changes nothing but the metrics of the reload and a line in the log: the
// clusters go on as they are. Nor does what would take a cluster away that can be read until now: a
// certificate that has been written, and its key not yet. All functions may be called from any
// thread; reloads follow one another.

#ifndef EXPORTER_CLI_RELOADER_H_
#define EXPORTER_CLI_RELOADER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "exporter/cli/fleet_inputs.h"
#include "exporter/collector/collector.h"
#include "exporter/exposition/publisher.h"
#include "exporter/files/watched_files.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/result/result.h"

namespace exporter::cli {

// Reads everything anew, through the object that is given.
using InputsLoader = std::function<Result<FleetInputs>(files::WatchedFiles& files)>;

class Reloader {
 public:
  // Begins with what has been loaded already, through `files`, with these clusters sound.
  // `collector`, `publisher` and `logger` must outlive the reloader.
  Reloader(InputsLoader load, files::WatchedFiles files, std::set<std::string> sound_clusters,
           std::shared_ptr<const fleet::FleetPolicy> policy, metrics::ExporterInfo exporter,
           collector::Collector& collector, exposition::Publisher& publisher,
           logging::Logger& logger);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Errors: those of the loader, and of a cluster that was sound and would be no longer; they have
  // been logged.
  Result<void> Reload();

  // From here on looks for changed files, each time that so long has passed.
  void Watch(std::chrono::milliseconds every);

 private:
  Result<void> ReloadLocked();
  // As the loader gives them, or the error of a cluster that was sound.
  Result<FleetInputs> Load();

  const InputsLoader load_;
  collector::Collector& collector_;
  exposition::Publisher& publisher_;
  logging::Logger& logger_;

  std::mutex mutex_;           // guards all of these
  files::WatchedFiles files_;  // of the last attempt
  std::string fingerprint_;
  std::set<std::string> sound_clusters_;  // by name
  std::shared_ptr<const fleet::FleetPolicy> policy_;
  metrics::ExporterInfo exporter_;

  std::jthread watcher_;  // last: it uses all the rest
};

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_RELOADER_H_
