#include "exporter/app/publisher.h"

#include <algorithm>
#include <utility>

namespace exporter::app {
namespace {

constexpr std::chrono::seconds kPublicationInterval{1};
constexpr std::chrono::hours kNever{24};  // if nothing expires, any long wait is right

// True if both fleets have the same facts. An unchanged cluster has the same snapshot pointer.
bool HaveSameFacts(const fleet::FleetView& a, const fleet::FleetView& b) {
  return std::equal(a.clusters.begin(), a.clusters.end(), b.clusters.begin(), b.clusters.end(),
                    [](const fleet::ClusterView& one, const fleet::ClusterView& other) {
                      const bool both_polled = (one.record.polls > 0) == (other.record.polls > 0);
                      return one.name == other.name && one.context == other.context &&
                             one.network == other.network && one.state == other.state &&
                             one.snapshot == other.snapshot && both_polled &&
                             one.from_another_server == other.from_another_server;
                    });
}

bool HaveSameRecord(const fleet::PollRecord& a, const fleet::PollRecord& b) {
  const auto fails_alike = [](const std::optional<Error>& one, const std::optional<Error>& other) {
    if (!one || !other) return one.has_value() == other.has_value();
    return one->kind == other->kind && one->message == other->message;
  };
  return a.up == b.up && a.unread == b.unread && fails_alike(a.last_error, b.last_error);
}

// True if both fleets differ at most in the counters and times of polls. REQUIRES: same facts.
bool HaveSameRecords(const fleet::FleetView& a, const fleet::FleetView& b) {
  return a.aliases == b.aliases &&
         std::equal(a.clusters.begin(), a.clusters.end(), b.clusters.begin(), b.clusters.end(),
                    [](const fleet::ClusterView& one, const fleet::ClusterView& other) {
                      return one.read_through == other.read_through &&
                             HaveSameRecord(one.record, other.record);
                    });
}

std::shared_ptr<const metrics::CompressedText> Compress(std::string text) {
  return std::make_shared<const metrics::CompressedText>(std::move(text));
}

}  // namespace

Publisher::Publisher(const collector::Collector& collector,
                     std::shared_ptr<const fleet::FleetPolicy> policy,
                     metrics::ExporterInfo exporter, std::string cluster_label)
    : collector_(collector),
      cluster_label_(std::move(cluster_label)),
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
                                       const std::stop_token& stop) const {
  const Clock::time_point expiry = collector_.NextExpiry(last).value_or(last + kNever);
  std::uint64_t changes = collector_.WaitForChanges(seen, expiry, stop);
  // More polls may end soon: publish them together. Readiness is published at once.
  const Clock::time_point due = last + kPublicationInterval;
  const bool starting = !Current()->fleet.Complete();
  while (!stop.stop_requested() && Clock::now() < due) {
    if (starting && collector_.View(Clock::now()).Complete()) break;
    changes = collector_.WaitForChanges(changes, due, stop);
  }
  return changes;
}

void Publisher::Publish() {
  const std::scoped_lock publishing(publishing_);
  const auto before = Current();
  auto next = std::make_shared<Publication>();
  next->fleet = collector_.View(Clock::now());
  next->ready = next->fleet.Complete() || (before != nullptr && before->ready);
  next->policy = policy_;
  next->scan = scan_;
  const bool same_facts =
      before != nullptr && before->policy == policy_ && HaveSameFacts(before->fleet, next->fleet);
  const bool same_scan = before != nullptr && before->scan == scan_;
  const bool same_content = same_facts && same_scan && HaveSameRecords(before->fleet, next->fleet);
  if (before != nullptr) next->content = before->content + (same_content ? 0 : 1);
  next->facts =
      same_facts ? before->facts
                 : std::make_shared<const fleet::FleetFacts>(fleet::Analyze(next->fleet, *policy_));
  if (same_facts && same_scan) {
    next->facts_text = before->facts_text;
  } else {
    next->facts_text = Compress(
        metrics::RenderFacts(next->fleet, *next->facts, *policy_, cluster_label_, scan_.get()));
  }
  next->record_text = Compress(metrics::RenderRecord(next->fleet, exporter_, cluster_label_));
  const std::scoped_lock lock(mutex_);
  current_ = std::move(next);
  published_.notify_all();
}

}  // namespace exporter::app
