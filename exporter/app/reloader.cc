#include "exporter/app/reloader.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <optional>
#include <utility>

#include "exporter/fleet/fleet_policy.h"

namespace exporter::app {
namespace {

constexpr std::chrono::milliseconds kSettleTime{1'000};

}  // namespace

Reloader::Reloader(InputsLoader load, files::WatchedFiles files,
                   const std::vector<collector::ClusterConfig>& clusters,
                   collector::Collector& collector, Publisher& publisher, logging::Logger& logger,
                   sources::FleetSources* sources)
    : load_(std::move(load)),
      collector_(collector),
      publisher_(publisher),
      logger_(logger),
      sources_(sources),
      files_(std::move(files)) {
  for (const collector::ClusterConfig& cluster : clusters) {
    if (cluster.access) last_valid_.emplace(cluster.identity.name, *cluster.access);
  }
}

Reloader::~Reloader() = default;

Result<void> Reloader::Reload() {
  const std::scoped_lock lock(mutex_);
  files_ = {};
  auto inputs = load_(files_);
  if (!inputs) {
    logger_.Error("configuration not reloaded; keeping the previous configuration",
                  {{"error", inputs.error().message}});
    publisher_.Update(nullptr, /*reload_successful=*/false);
    return tl::unexpected(inputs.error());
  }
  Result<void> outcome = KeepLastValid(inputs->clusters);
  for (const std::string& warning : inputs->warnings) logger_.Warn(warning, {});
  logger_.Info("configuration reloaded", {{"clusters", inputs->clusters.size()}});
  if (sources_ != nullptr) sources_->SetSources(std::move(inputs->sources));
  collector_.SetClusters(std::move(inputs->clusters), inputs->merge_contexts);
  publisher_.Update(std::make_shared<const fleet::FleetPolicy>(std::move(inputs->policy)),
                    outcome.has_value());
  return outcome;
}

Result<void> Reloader::KeepLastValid(std::vector<collector::ClusterConfig>& clusters) {
  std::map<std::string, credentials::Access> valid;
  std::optional<Error> first_error;
  for (collector::ClusterConfig& cluster : clusters) {
    const auto previous = last_valid_.find(cluster.identity.name);
    if (!cluster.access && previous != last_valid_.end()) {
      if (!first_error) first_error = cluster.access.error();
      logger_.Error(
          "cluster not reloaded; keeping its previous access",
          {{"cluster", cluster.identity.name}, {"error", cluster.access.error().message}});
      cluster.access = previous->second;
    }
    if (cluster.access) valid.emplace(cluster.identity.name, *cluster.access);
  }
  last_valid_ = std::move(valid);
  if (first_error) return tl::unexpected(*first_error);
  return {};
}

std::string Reloader::ChangedFingerprint() {
  const std::scoped_lock lock(mutex_);
  return files_.HaveChanged() ? files_.Fingerprint() : "";
}

bool Reloader::CheckFiles() {
  std::string current = ChangedFingerprint();
  const bool settled = !current.empty() && current == unsettled_;
  unsettled_ = settled ? "" : std::move(current);
  if (settled) static_cast<void>(Reload());  // logs its errors
  return !unsettled_.empty();
}

void Reloader::Watch(std::chrono::milliseconds interval) {
  watcher_ = std::jthread([this, interval](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    std::chrono::milliseconds pause = interval;
    while (!never.wait_for(lock, stop, pause, [] { return false; }) && !stop.stop_requested()) {
      collector_.StartMissingThreads();
      if (sources_ != nullptr) sources_->StartMissingThreads();
      pause = CheckFiles() ? std::min(interval, kSettleTime) : interval;
    }
  });
}

}  // namespace exporter::app
