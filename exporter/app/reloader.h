// Takes in the configuration again while the exporter runs: on request, and by itself where a file
// that it was read from has changed.
//
// What cannot be read changes nothing but the metrics of the reload and a line in the log: the
// clusters go on as they are. Where the way to one cluster is at fault (its certificate has been
// written, and its key not yet) that one goes on as it was, and all else is taken in. A change that
// is noticed is taken in once the files stay as they are for a second. All functions may be called
// from any thread; reloads follow one another.

#ifndef EXPORTER_APP_RELOADER_H_
#define EXPORTER_APP_RELOADER_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "exporter/app/fleet_inputs.h"
#include "exporter/app/publisher.h"
#include "exporter/collector/collector.h"
#include "exporter/files/watched_files.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/result/result.h"

namespace exporter::app {

// Reads everything anew, through the object that is given.
using InputsLoader = std::function<Result<FleetInputs>(files::WatchedFiles& files)>;

class Reloader {
 public:
  // Begins with what has been loaded already, through `files`: these clusters, and this policy.
  // `collector`, `publisher` and `logger` must outlive the reloader.
  Reloader(InputsLoader load, files::WatchedFiles files,
           const std::vector<collector::ClusterConfig>& clusters,
           std::shared_ptr<const fleet::FleetPolicy> policy, metrics::ExporterInfo exporter,
           collector::Collector& collector, Publisher& publisher, logging::Logger& logger);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Errors: those of the loader, and of a cluster that goes on as it was; they have been logged.
  Result<void> Reload();

  // From here on looks for changed files, each time that so long has passed.
  void Watch(std::chrono::milliseconds every);

 private:
  Result<void> ReloadLocked();
  // Has those that are at fault, and were not before, go on as they were. Errors: why the first of
  // them is at fault.
  Result<void> KeepSound(std::vector<collector::ClusterConfig>& clusters);
  void TakeIn(FleetInputs inputs);
  // The fingerprint of the files as they are, if it is another than when they were read; else
  // empty.
  std::string Changed();

  const InputsLoader load_;
  collector::Collector& collector_;
  Publisher& publisher_;
  logging::Logger& logger_;

  std::mutex mutex_;           // guards all of these
  files::WatchedFiles files_;  // of the last attempt
  std::string fingerprint_;
  std::map<std::string, collector::ClusterConfig> sound_;  // by name
  std::shared_ptr<const fleet::FleetPolicy> policy_;
  metrics::ExporterInfo exporter_;

  std::jthread watcher_;  // last: it uses all the rest
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_RELOADER_H_
