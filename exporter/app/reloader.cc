#include "exporter/app/reloader.h"

#include <algorithm>
#include <condition_variable>
#include <optional>
#include <utility>

namespace exporter::app {
namespace {

constexpr std::chrono::milliseconds kSettleTime{1'000};

}  // namespace

Reloader::Reloader(InputsLoader load, files::WatchedFiles files,
                   const std::vector<collector::ClusterConfig>& clusters,
                   std::shared_ptr<const fleet::FleetPolicy> policy, metrics::ExporterInfo exporter,
                   collector::Collector& collector, Publisher& publisher, logging::Logger& logger)
    : load_(std::move(load)),
      collector_(collector),
      publisher_(publisher),
      logger_(logger),
      files_(std::move(files)),
      fingerprint_(files_.Fingerprint()),
      policy_(std::move(policy)),
      exporter_(std::move(exporter)) {
  for (const collector::ClusterConfig& cluster : clusters) {
    if (cluster.access) sound_.emplace(cluster.identity.name, cluster);
  }
}

Reloader::~Reloader() = default;

Result<void> Reloader::Reload() {
  const std::scoped_lock lock(mutex_);
  return ReloadLocked();
}

Result<void> Reloader::KeepSound(std::vector<collector::ClusterConfig>& clusters) {
  std::map<std::string, collector::ClusterConfig> sound;
  std::optional<Error> fault;
  for (collector::ClusterConfig& cluster : clusters) {
    const auto before = sound_.find(cluster.identity.name);
    if (!cluster.access && before != sound_.end()) {
      if (!fault) fault = cluster.access.error();
      logger_.Error("a cluster goes on as before", {{"cluster", cluster.identity.name},
                                                    {"error", cluster.access.error().message}});
      cluster.access = before->second.access;
      cluster.identity.endpoint_key = before->second.identity.endpoint_key;
    }
    if (cluster.access) sound.emplace(cluster.identity.name, cluster);
  }
  sound_ = std::move(sound);
  if (fault) return tl::unexpected(*fault);
  return {};
}

void Reloader::TakeIn(FleetInputs inputs) {
  for (const std::string& warning : inputs.warnings) logger_.Warn(warning, {});
  logger_.Info("configuration reloaded", {{"clusters", inputs.clusters.size()}});
  policy_ = std::make_shared<const fleet::FleetPolicy>(std::move(inputs.policy));
  collector_.SetClusters(std::move(inputs.clusters), inputs.merge_contexts);
}

Result<void> Reloader::ReloadLocked() {
  files_ = {};
  auto inputs = load_(files_);
  fingerprint_ = files_.Fingerprint();
  Result<void> outcome;
  if (inputs) {
    outcome = KeepSound(inputs->clusters);
    TakeIn(*std::move(inputs));
  } else {
    outcome = tl::unexpected(inputs.error());
    logger_.Error("configuration not reloaded; all goes on as before",
                  {{"error", outcome.error().message}});
  }
  exporter_.last_reload_successful = outcome.has_value();
  if (outcome) exporter_.last_reload_success = std::chrono::system_clock::now();
  publisher_.Update(policy_, exporter_);
  return outcome;
}

std::string Reloader::Changed() {
  const std::scoped_lock lock(mutex_);
  std::string now = files_.Fingerprint();
  return now == fingerprint_ ? "" : now;
}

void Reloader::Watch(std::chrono::milliseconds every) {
  watcher_ = std::jthread([this, every](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock waiting(mutex);
    const auto rest = [&](std::chrono::milliseconds time) {
      never.wait_for(waiting, stop, time, [] { return false; });
      return !stop.stop_requested();
    };
    while (rest(every)) {
      // Several files are not written at once, and one not all at once.
      std::string seen = Changed();
      while (!seen.empty() && rest(std::min(every, kSettleTime))) {
        const std::string now = Changed();
        if (now == seen) static_cast<void>(Reload());  // it tells what goes wrong
        seen = now == seen ? "" : now;
      }
    }
  });
}

}  // namespace exporter::app
