// Reloads the configuration while the exporter runs: on request, and when a file of the
// configuration changes.
//
// If the configuration cannot be loaded, the previous configuration stays in force. Only the reload
// metrics and the log change. If the access of a cluster is invalid, for example because a new key
// is not yet written, the cluster retains its previous access. Everything else is reloaded. A
// changed file causes a reload once the files have not changed for a second. All functions may be
// called from any thread; one reload runs at a time.

#ifndef EXPORTER_APP_RELOADER_H_
#define EXPORTER_APP_RELOADER_H_

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "exporter/app/fleet_inputs.h"
#include "exporter/app/publisher.h"
#include "exporter/collector/collector.h"
#include "exporter/credentials/access.h"
#include "exporter/files/watched_files.h"
#include "exporter/logging/logger.h"
#include "exporter/result/result.h"
#include "exporter/sources/fleet_sources.h"

namespace exporter::app {

// Reads all files again, through `files`.
using InputsLoader = std::function<Result<FleetInputs>(files::WatchedFiles& files)>;

class Reloader {
 public:
  // `files` and `clusters` are the result of the first load. All references and `sources` must
  // outlive the reloader. `sources` is nullptr if there are never any.
  Reloader(InputsLoader load, files::WatchedFiles files,
           const std::vector<collector::ClusterConfig>& clusters, collector::Collector& collector,
           Publisher& publisher, logging::Logger& logger, sources::FleetSources* sources = nullptr);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Errors: an error of the loader, or the first invalid access; both have been logged.
  Result<void> Reload();

  // Reloads if the files have changed since the last load, but not since the last check: files that
  // belong together are not all written at the same time. Returns true if the files must be checked
  // again soon. Do not call after Watch.
  bool CheckFiles();

  // Starts a thread that checks the files at this interval, and that tries again to start the
  // missing threads of the collector and of the sources.
  void Watch(std::chrono::milliseconds interval);

 private:
  // Gives each cluster with an invalid access its previous valid access, if there is one. Errors:
  // the first invalid access that was replaced.
  Result<void> KeepLastValid(std::vector<collector::ClusterConfig>& clusters);
  // The fingerprint of the files if they have changed since the last load; else empty.
  std::string ChangedFingerprint();

  const InputsLoader load_;
  collector::Collector& collector_;
  Publisher& publisher_;
  logging::Logger& logger_;
  sources::FleetSources* const sources_;  // nullptr: none

  std::mutex mutex_;           // guards files_ and last_valid_; locked during a reload
  files::WatchedFiles files_;  // of the last load
  std::map<std::string, credentials::Access> last_valid_;  // by the cluster's name

  std::string unsettled_;  // the fingerprint at the last check, if the files were not settled

  std::jthread watcher_;  // last: it uses every other member
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_RELOADER_H_
