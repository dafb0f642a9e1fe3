#include "exporter/app/publisher.h"

#include <algorithm>
#include <utility>

namespace exporter::app {
namespace {

// A change is visible within a second.
constexpr std::chrono::milliseconds kPublicationInterval{900};
constexpr std::chrono::hours kNever{24};  // if nothing expires, any long wait is right

}  // namespace

Publisher::Publisher(const collector::Collector& collector,
                     std::shared_ptr<const fleet::FleetPolicy> policy,
                     metrics::ExporterInfo exporter, std::string_view cluster_label,
                     sources::FleetSources* sources)
    : collector_(collector),
      sources_(sources),
      maker_(cluster_label),
      policy_(std::move(policy)),
      exporter_(std::move(exporter)) {
  Publish();
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Publisher::~Publisher() = default;

void Publisher::Update(std::shared_ptr<const fleet::FleetPolicy> policy, bool reload_successful) {
  {
    const std::scoped_lock lock(publishing_);
    if (policy != nullptr) policy_ = std::move(policy);
    exporter_.last_reload_successful = reload_successful;
    if (reload_successful) exporter_.last_reload_success = std::chrono::system_clock::now();
  }
  Publish();
}

void Publisher::SetScan(std::shared_ptr<const scan::ScanState> scan) {
  {
    const std::scoped_lock lock(publishing_);
    scan_ = std::move(scan);
  }
  Publish();
}

std::shared_ptr<const Publication> Publisher::Current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

bool Publisher::WaitUntilReady(const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  return published_.wait(lock, stop, [this] { return current_->ready; });
}

void Publisher::Run(const std::stop_token& stop) {
  std::uint64_t seen = 0;
  Clock::time_point last = Clock::now();
  while (!stop.stop_requested()) {
    seen = WaitForChange(seen, last, stop);
    if (stop.stop_requested()) return;
    last = Clock::now();
    Publish();
  }
}

std::uint64_t Publisher::WaitForChange(std::uint64_t seen, Clock::time_point last,
                                       const std::stop_token& stop) {
  const Clock::time_point expiry = NextExpiry(last).value_or(last + kNever);
  std::uint64_t changes = collector_.WaitForChanges(seen, expiry, stop);
  // More polls may end soon: publish them together. Readiness is published at once.
  const Clock::time_point due = last + kPublicationInterval;
  const bool starting = !Current()->fleet.Complete();
  while (!stop.stop_requested() && Clock::now() < due) {
    if (starting && IsComplete()) break;
    changes = collector_.WaitForChanges(changes, due, stop);
  }
  return changes;
}

sources::FleetSources::Merged Publisher::Fleet() const {
  const Clock::time_point now = Clock::now();
  fleet::FleetView own = collector_.View(now);
  if (sources_ == nullptr) return {std::move(own), policy_};
  return sources_->Merge(std::move(own), policy_, now);
}

std::optional<Publisher::Clock::time_point> Publisher::NextExpiry(Clock::time_point now) const {
  const auto of_clusters = collector_.NextExpiry(now);
  const auto of_sources = sources_ == nullptr ? std::nullopt : sources_->NextExpiry(now);
  if (of_clusters && of_sources) return std::min(*of_clusters, *of_sources);
  return of_clusters ? of_clusters : of_sources;
}

bool Publisher::IsComplete() {
  const std::scoped_lock publishing(publishing_);
  return Fleet().fleet.Complete();
}

void Publisher::Publish() {
  const std::scoped_lock publishing(publishing_);
  auto [fleet, policy] = Fleet();
  auto next = maker_.Make(std::move(fleet), std::move(policy), scan_, exporter_);
  const std::scoped_lock lock(mutex_);
  current_ = std::move(next);
  published_.notify_all();
}

}  // namespace exporter::app
