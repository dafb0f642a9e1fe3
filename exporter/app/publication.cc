#include "exporter/app/publication.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace exporter::app {
namespace {

// True if both fleets have the same facts. An unchanged cluster has the same snapshot pointer.
bool HaveSameFacts(const fleet::FleetView& a, const fleet::FleetView& b) {
  return a.SourcesTried() == b.SourcesTried() &&
         std::equal(a.clusters.begin(), a.clusters.end(), b.clusters.begin(), b.clusters.end(),
                    [](const fleet::ClusterView& one, const fleet::ClusterView& other) {
                      const bool both_polled = (one.record.polls > 0) == (other.record.polls > 0);
                      return one.name == other.name && one.context == other.context &&
                             one.network == other.network && one.state == other.state &&
                             one.snapshot == other.snapshot && both_polled &&
                             one.source == other.source && one.has_series == other.has_series &&
                             one.from_another_server == other.from_another_server;
                    });
}

bool FailAlike(const std::optional<Error>& a, const std::optional<Error>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->kind == b->kind && a->message == b->message;
}

bool HaveSameRecord(const fleet::PollRecord& a, const fleet::PollRecord& b) {
  return a.up == b.up && a.unread == b.unread && FailAlike(a.last_error, b.last_error);
}

bool HaveSameSource(const fleet::SourceView& a, const fleet::SourceView& b) {
  return a.source == b.source && a.tried == b.tried && a.up == b.up &&
         a.incomplete == b.incomplete && FailAlike(a.last_error, b.last_error);
}

// True if both fleets differ at most in the counters and times of polls. REQUIRES: same facts.
bool HaveSameRecords(const fleet::FleetView& a, const fleet::FleetView& b) {
  return a.aliases == b.aliases && a.identity == b.identity &&
         std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end(),
                    HaveSameSource) &&
         std::equal(a.clusters.begin(), a.clusters.end(), b.clusters.begin(), b.clusters.end(),
                    [](const fleet::ClusterView& one, const fleet::ClusterView& other) {
                      return one.read_through == other.read_through &&
                             HaveSameRecord(one.record, other.record);
                    });
}

}  // namespace

std::shared_ptr<const fleet::FleetFacts> PublicationMaker::Analyze(
    const fleet::FleetView& fleet, const std::shared_ptr<const fleet::FleetPolicy>& policy) {
  const bool same_policy = last_ != nullptr && last_->policy == policy;
  return std::make_shared<const fleet::FleetFacts>(
      analysis_.Update(fleet, *policy, same_policy ? last_->facts.get() : nullptr));
}

std::shared_ptr<const Publication> PublicationMaker::Make(
    fleet::FleetView fleet, std::shared_ptr<const fleet::FleetPolicy> policy,
    std::shared_ptr<const scan::ScanState> scan, const metrics::ExporterInfo& exporter) {
  const bool same_facts =
      last_ != nullptr && last_->policy == policy && HaveSameFacts(last_->fleet, fleet);
  const bool same_scan = last_ != nullptr && last_->scan == scan;
  const bool same_content = same_facts && same_scan && HaveSameRecords(last_->fleet, fleet);
  auto next = std::make_shared<Publication>();
  next->fleet = std::move(fleet);
  next->policy = std::move(policy);
  next->scan = std::move(scan);
  next->ready = next->fleet.Complete() || (last_ != nullptr && last_->ready);
  if (last_ != nullptr) next->content = last_->content + (same_content ? 0 : 1);
  next->facts = same_facts ? last_->facts : Analyze(next->fleet, next->policy);
  next->facts_text = same_facts && same_scan ? last_->facts_text
                                             : facts_text_.Render(next->fleet, *next->facts,
                                                                  next->policy, next->scan.get());
  next->record_text = record_text_.Render(next->fleet, exporter);
  last_ = std::move(next);
  return last_;
}

}  // namespace exporter::app
