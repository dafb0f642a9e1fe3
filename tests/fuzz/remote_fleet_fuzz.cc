// The JSON of another exporter. Any text is a fleet or an error. In a fleet:
// - clusters have unique names, and a snapshot unless their state is unknown;
// - its full JSON is read as the same fleet, and is the whole fleet.

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/remote/fleet_reader.h"
#include "exporter/report/fleet_json.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

std::string Render(const remote::RemoteFleet& remote) {
  return report::RenderFullJson(remote.fleet, fleet::Analyze(remote.fleet, remote.policy),
                                remote.policy);
}

void CheckClusters(const fleet::FleetView& fleet) {
  std::set<std::string> names;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    Require(!cluster.name.empty() && names.insert(cluster.name).second,
            "a cluster has a unique name", cluster.name);
    Require((cluster.snapshot == nullptr) == (cluster.state == fleet::DataState::kUnknown),
            "a cluster has a snapshot, or its state is unknown", cluster.name);
  }
}

void Check(std::string_view text) {
  auto remote = remote::ReadFleet(text);
  if (!remote) return CheckMessage(remote.error().message);
  CheckClusters(remote->fleet);
  // A time near 1970 has more digits than its text.
  for (fleet::ClusterView& cluster : remote->fleet.clusters) cluster.record.last_success.reset();
  const std::string json = Render(*remote);
  const auto again = remote::ReadFleet(json);
  Require(again.has_value(), "the JSON of a fleet is read", again ? "" : again.error().message);
  Require(again->full, "the full JSON is the whole fleet", json);
  const std::string same = Render(*again);
  Require(same == json, "the JSON is read as the same fleet", json + "\n" + same);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::Check(exporter::fuzz::TextOf(data, size));
  return 0;
}
