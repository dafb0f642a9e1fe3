#include "exporter/collector/poller.h"

#include <exception>
#include <functional>
#include <utility>

namespace exporter::collector {

Poller::Poller(Result<credentials::Access> access, PollerOptions options, logging::Logger& logger)
    : options_(std::move(options)), logger_(logger) {
  if (access) {
    reader_.emplace(*std::move(access),
                    ReaderOptions{.metallb_namespace = options_.metallb_namespace,
                                  .user_agent = options_.user_agent,
                                  .nodes_interval = options_.nodes_interval,
                                  .scan_nodes_interval = options_.scan_nodes_interval,
                                  .reads_for_scan = options_.reads_for_scan});
    if (options_.watch) {
      watch_.emplace(reader_->api(), *options_.watch, std::hash<std::string>()(options_.cluster));
    }
  } else {
    access_error_ = access.error();
  }
}

Result<PollOutcome> Poller::Poll(const credentials::Deadline& deadline) {
  const bool failed_before = was_up_ && !logged_checks_.empty();
  Result<PollOutcome> outcome = [&]() -> Result<PollOutcome> {
    try {
      return Read(deadline);
    } catch (const std::exception& exception) {  // the thread must not end
      return Fail(ErrorKind::kInternal, exception.what());
    }
  }();
  if (deadline.stop.stop_requested()) return outcome;
  if (!outcome && watch_ && watch_->ListFailed(outcome.error())) {
    LogFailedCheck(outcome.error());
  } else {
    LogOutcome(outcome);
    if (outcome && failed_before) {
      logger_.Info("lists of the cluster succeed again", {{"cluster", options_.cluster}});
    }
  }
  return outcome;
}

void Poller::Disconnect() {
  if (reader_) reader_->Disconnect();
}

Result<PollOutcome> Poller::Read(const credentials::Deadline& deadline) {
  if (access_error_) return tl::unexpected(*access_error_);
  if (watch_) watch_->BeforeList();
  ServeWatches(true);
  auto reading = reader_->Read(deadline);
  ServeWatches(false);
  // The watches have connections of their own.
  if (watch_ && std::chrono::steady_clock::now() >= next_watch_) reader_->Disconnect();
  if (!reading) return tl::unexpected(reading.error());
  if (watch_ && !reading->objects.metallb_installed) watch_->Close();
  if (deadline.stop.stop_requested()) return Fail(ErrorKind::kTimeout, "stopped");

  if (!reading->objects.metallb_installed) {
    LogMissingMetallb(deadline);
    if (options_.metallb_expected || had_pools_) {
      return Fail(ErrorKind::kNoMetallb,
                  "the cluster does not serve ipaddresspools.metallb.io/v1beta1: MetalLB is not "
                  "installed, or older than 0.13");
    }
  } else {
    missing_metallb_logged_ = false;
  }
  LogUnread(reading->unread);

  logged_checks_.clear();
  if (watch_) watch_->Listed(*reading);
  if (watch_ && watch_->HidChanges()) GiveUpWatches();
  if (watch_) watch_->store().CopyTo(reading->objects);
  SetObjects(std::move(reading->objects));
  if (watch_) watch_->ShareWith(last_);
  uid_ = std::move(reading->uid);
  unread_ = std::move(reading->unread);
  return PollOutcome{last_, uid_, unread_};
}

void Poller::SetObjects(fleet::ClusterObjects objects) {
  had_pools_ = had_pools_ || !objects.pools.empty();
  if (last_ != nullptr && last_->objects() == objects) return;
  LogPools(objects);
  last_ =
      std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), options_.metallb_class);
}

void Poller::LogFinding(std::string_view message, logging::Logger::Fields fields) {
  if (options_.logs_findings) {
    logger_.Warn(message, fields);
  } else {
    logger_.Debug(message, fields);
  }
}

void Poller::LogPools(const fleet::ClusterObjects& objects) {
  if (last_ != nullptr && last_->objects().pools == objects.pools) return;
  for (const metallb::AddressPool& pool : objects.pools) {
    if (pool.entries.empty()) {
      LogFinding("MetalLB rejects its whole configuration: a pool has no addresses",
                 {{"cluster", options_.cluster}, {"pool", pool.name_space + '/' + pool.name}});
    }
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (entry.range) continue;
      LogFinding("MetalLB rejects its whole configuration: a pool has an invalid entry",
                 {{"cluster", options_.cluster},
                  {"pool", pool.name_space + '/' + pool.name},
                  {"entry", entry.Quote()},
                  {"reason", addresses::Describe(entry.range.error())}});
    }
  }
}

void Poller::LogUnread(const fleet::UnreadResources& unread) {
  std::optional<fleet::OptionalResource> previous;
  std::erase_if(logged_unread_, [&](const auto& each) {
    if (unread.contains(each.first)) return false;
    if (std::exchange(previous, each.first) == each.first) return true;  // for another reason
    logger_.Info("an optional resource can be read again",
                 {{"cluster", options_.cluster}, {"resource", Name(each.first)}});
    return true;
  });
  for (const auto& [resource, error] : unread) {
    if (!logged_unread_.emplace(resource, error.kind).second) continue;
    LogFinding("an optional resource cannot be read", {{"cluster", options_.cluster},
                                                       {"resource", Name(resource)},
                                                       {"reason", Name(error.kind)},
                                                       {"error", error.message}});
  }
}

void Poller::LogMissingMetallb(const credentials::Deadline& deadline) {
  if (missing_metallb_logged_) return;
  missing_metallb_logged_ = true;
  const std::string legacy = reader_->FindLegacyConfiguration(deadline);
  if (legacy.empty()) {
    logger_.Info("the cluster does not serve IPAddressPools", {{"cluster", options_.cluster}});
  } else {
    logger_.Warn(
        "the cluster does not serve IPAddressPools; the configuration of an older MetalLB is "
        "ignored",
        {{"cluster", options_.cluster}, {"found", legacy}});
  }
}

void Poller::LogOutcome(const Result<PollOutcome>& outcome) {
  const bool was_up = std::exchange(was_up_, outcome.has_value());
  if (outcome) {
    logged_.clear();
    if (!was_up) logger_.Info("cluster is up", {{"cluster", options_.cluster}});
  } else if (logged_.insert(outcome.error().kind).second) {
    LogFinding("cluster is down", {{"cluster", options_.cluster},
                                   {"reason", Name(outcome.error().kind)},
                                   {"error", outcome.error().message}});
  }
}

}  // namespace exporter::collector
