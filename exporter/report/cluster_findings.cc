#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/report/address_map.h"
#include "exporter/report/finding_parts.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using text::AndMore;
using text::Count;

void AddDown(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  if (cluster.record.up) return;
  Sentence sentence;
  sentence.Name(cluster.name).Text(": ");
  if (const auto& error = cluster.record.last_error) {
    sentence.Text(exporter::Name(error->kind)).Text(": ").Name(error->message);
  } else {
    sentence.Text("not polled yet");
  }
  findings.push_back({.kind = FindingKind::kClusterDown,
                      .verdict = Verdict::kUnknown,
                      .sentence = std::move(sentence)});
}

// Names the first Services of a list: "shop/api, shop/web and 3 more".
template <typename Services, typename NameOf>
void AddServices(const Services& services, NameOf name_of, Sentence& sentence) {
  constexpr std::size_t kMaxServices = 6;
  const std::size_t shown = std::min(services.size(), kMaxServices);
  for (std::size_t i = 0; i < shown; ++i) {
    sentence.Text(Separator(i, services.size(), services.size() - shown))
        .Name(name_of(services[i]));
  }
  sentence.Text(AndMore(services.size() - shown));
}

void AddPendingServices(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  const std::vector<std::size_t>& pending = cluster.snapshot->pending();
  if (pending.empty()) return;
  Sentence sentence;
  sentence.Text("cluster ").Name(cluster.name).Text(" has ");
  sentence.Text(Count(pending.size(), "pending Service", "pending Services")).Text(": ");
  AddServices(
      pending,
      [&cluster](std::size_t index) {
        return cluster.snapshot->objects().services[index].Holder();
      },
      sentence);
  findings.push_back({.kind = FindingKind::kPendingServices,
                      .verdict = Verdict::kWarning,
                      .sentence = std::move(sentence)});
}

void AddUnpooled(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxAddresses = 100;
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const auto add = [&findings](Sentence sentence, std::size_t omitted) {
    findings.push_back({.kind = FindingKind::kUnpooledAddress,
                        .verdict = Verdict::kWarning,
                        .sentence = std::move(sentence),
                        .count = std::max<std::size_t>(omitted, 1),
                        .is_remainder = omitted > 0});
  };
  const std::vector<AddressAssignments> unpooled = ByAddress(snapshot.unpooled());
  const std::size_t shown = std::min(unpooled.size(), kMaxAddresses);
  for (std::size_t i = 0; i < shown; ++i) {
    Sentence sentence;
    sentence.Strong(unpooled[i].front().address.ToString())
        .Text(" is outside every pool of cluster ");
    sentence.Name(cluster.name).Text(", but assigned to ");
    AddServices(
        unpooled[i],
        [&snapshot](const fleet::Assignment& each) {
          return snapshot.objects().services[each.service].Holder();
        },
        sentence);
    add(std::move(sentence), 0);
  }
  const std::size_t omitted = unpooled.size() - shown;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more address", "more addresses"))
      .Text(" outside every pool of cluster ");
  sentence.Name(cluster.name);
  add(std::move(sentence), omitted);
}

void AddUnreadResources(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  if (cluster.snapshot == nullptr) return;
  for (const auto& [resource, error] : cluster.record.unread) {
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(": ").Text(fleet::Name(resource));
    sentence.Text(" cannot be read: ").Text(exporter::Name(error.kind)).Text(": ");
    sentence.Name(error.message);
    findings.push_back({.kind = FindingKind::kUnreadResource, .sentence = std::move(sentence)});
  }
}

}  // namespace

void AddSourceProblems(const fleet::FleetView& fleet, std::vector<FleetFinding>& findings) {
  for (const fleet::SourceView& source : fleet.sources) {
    Sentence sentence;
    sentence.Text("exporter ").Name(source.source).Text(": ");
    if (!source.tried) {
      sentence.Text("not read yet");
    } else if (!source.up && source.last_error) {
      sentence.Text(exporter::Name(source.last_error->kind)).Text(": ");
      sentence.Name(source.last_error->message);
    } else if (source.incomplete.value_or(false)) {
      sentence.Text("its clusters are incomplete; see its log and that of this exporter");
    } else {
      continue;
    }
    findings.push_back({.kind = FindingKind::kSource,
                        .verdict = source.up ? Verdict::kWarning : Verdict::kUnknown,
                        .sentence = std::move(sentence)});
  }
}

void AddClusterProblems(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  AddDown(cluster, findings);
  if (cluster.snapshot == nullptr) return;
  AddPendingServices(cluster, findings);
  AddUnpooled(cluster, findings);
}

void AddClusterNotes(const fleet::FleetView& fleet, std::vector<FleetFinding>& findings) {
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || cluster.snapshot->objects().metallb_installed) continue;
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(" does not serve IPAddressPools");
    findings.push_back({.kind = FindingKind::kNoMetallb, .sentence = std::move(sentence)});
  }
  for (const ClusterView& cluster : fleet.clusters) AddUnreadResources(cluster, findings);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.read_through.empty()) continue;
    Sentence sentence;
    sentence.Text("cluster ").Name(cluster.name).Text(" is read through context ");
    sentence.Name(cluster.read_through).Text(", because polls through context ");
    sentence.Name(cluster.context).Text(" fail");
    findings.push_back({.kind = FindingKind::kContextAlias, .sentence = std::move(sentence)});
  }
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    Sentence sentence;
    sentence.Text("context ").Name(alias.context).Text(" leads to cluster ").Name(alias.cluster);
    findings.push_back({.kind = FindingKind::kContextAlias, .sentence = std::move(sentence)});
  }
}

}  // namespace exporter::report
