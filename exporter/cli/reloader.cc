#include "exporter/cli/reloader.h"

#include <condition_variable>
#include <utility>

namespace exporter::cli {

Reloader::Reloader(InputsLoader load, files::WatchedFiles files,
                   std::set<std::string> sound_clusters,
                   std::shared_ptr<const fleet::FleetPolicy> policy, metrics::ExporterInfo exporter,
                   collector::Collector& collector, exposition::Publisher& publisher,
                   logging::Logger& logger)
    : load_(std::move(load)),
      collector_(collector),
      publisher_(publisher),
      logger_(logger),
      files_(std::move(files)),
      fingerprint_(files_.Fingerprint()),
      sound_clusters_(std::move(sound_clusters)),
      policy_(std::move(policy)),
      exporter_(std::move(exporter)) {}

Reloader::~Reloader() = default;

Result<void> Reloader::Reload() {
  const std::scoped_lock lock(mutex_);
  return ReloadLocked();
}

Result<FleetInputs> Reloader::Load() {
  files_ = {};
  auto inputs = load_(files_);
  if (!inputs) return inputs;
  for (const collector::ClusterConfig& cluster : inputs->clusters) {
    if (cluster.access || !sound_clusters_.contains(cluster.identity.name)) continue;
    return tl::unexpected(cluster.access.error());
  }
  return inputs;
}

Result<void> Reloader::ReloadLocked() {
  auto inputs = Load();
  fingerprint_ = files_.Fingerprint();
  exporter_.last_reload_successful = inputs.has_value();
  if (inputs) {
    exporter_.last_reload_success = std::chrono::system_clock::now();
    for (const std::string& warning : inputs->warnings) logger_.Warn(warning, {});
    logger_.Info("configuration reloaded", {{"clusters", inputs->clusters.size()}});
    sound_clusters_ = SoundClusters(*inputs);
    policy_ = std::make_shared<const fleet::FleetPolicy>(std::move(inputs->policy));
    collector_.SetClusters(std::move(inputs->clusters), inputs->merge_contexts);
  } else {
    logger_.Error("configuration not reloaded; all goes on as before",
                  {{"error", inputs.error().message}});
  }
  publisher_.Update(policy_, exporter_);
  if (!inputs) return tl::unexpected(inputs.error());
  return {};
}

void Reloader::Watch(std::chrono::milliseconds every) {
  watcher_ = std::jthread([this, every](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock waiting(mutex);
    while (!stop.stop_requested()) {
      never.wait_for(waiting, stop, every, [] { return false; });
      const std::scoped_lock lock(mutex_);
      if (stop.stop_requested() || files_.Fingerprint() == fingerprint_) continue;
      // What went wrong has been told.
      static_cast<void>(ReloadLocked());
    }
  });
}

}  // namespace exporter::cli
