// A fleet in memory in which every field of the JSON exists (report/README.md), and its policy.

#ifndef TESTS_SUPPORT_RICH_FLEET_H_
#define TESTS_SUPPORT_RICH_FLEET_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::tests {

// `count` Services, each with one address from 10.0.0.0 up.
inline std::vector<metallb::Service> Services(int count) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < count; ++i) {
    services.push_back(MakeService("web-" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  }
  return services;
}

inline fleet::ClusterView Away() {
  fleet::ClusterView cluster;
  cluster.name = "away";
  cluster.network = "default";
  cluster.record.polls = 1;
  cluster.record.last_error = Error{ErrorKind::kUnreachable, "https://h:6443: refused"};
  cluster.source = "http://east:10472";
  return cluster;
}

// A fleet in which every field of the JSON exists.
inline fleet::FleetView RichFleet() {
  fleet::ClusterView a =
      MakeCluster("a", {MakePool("pool", {"10.0.0.0/28", "10.0.0.9"})}, Services(13), {{64500}});
  std::vector<metallb::Service> services = Services(1);
  services.push_back(MakeService("old", {"10.0.9.9"}));
  services.back().from_metallb_pool = true;
  fleet::ClusterView b = MakeCluster("b", {MakePool("pool", {"10.0.0.0/28"})}, services, {{64500}});
  fleet::ClusterObjects objects = b.snapshot->objects();
  objects.nodes = {MakeNode("n1", {"10.0.0.15"}), MakeNode("n2", {"10.0.8.8"})};
  b.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
  b.record.unread = {{fleet::OptionalResource::kBgpPeers, {ErrorKind::kForbidden, "HTTP 403"}}};
  const fleet::SourceView source{.source = Away().source,
                                 .tried = true,
                                 .up = false,
                                 .incomplete = false,
                                 .last_success = kNow,
                                 .last_error = Error{ErrorKind::kUnreachable, "east: refused"}};
  return {{a, b, Away()}, {{"b", "b-copy"}}, {source}};
}

inline fleet::FleetPolicy PlannedPolicy() {
  fleet::FleetPolicy policy;
  policy.plan = {{"a", {"rack-1", {}}}, {"b", {"", {}}}};
  const auto set_of = [](const char* range) {
    return addresses::AddressSet::FromRanges({addresses::ParseRange(range).value()});
  };
  policy.plan->insert({"c", {"", set_of("10.0.0.16-10.0.0.19")}});
  policy.reserved = {{"later", "routers", set_of("10.0.0.30/31")}};
  policy.networks["default"].prefixes = {addresses::ParseRange("10.0.0.0/27").value()};
  return policy;
}

// A fleet in which every field of the full JSON exists.
inline fleet::FleetView FullFleet() {
  fleet::FleetView fleet = RichFleet();
  fleet::ClusterObjects objects = fleet.clusters[0].snapshot->objects();
  objects.pools[0].entries.push_back(
      {"7", tl::unexpected(addresses::RangeError{addresses::RangeFault::kNotText}), 0});
  objects.services[0].load_balancer_class = "metallb";
  objects.l2_announcements = {{{"shop", "web-0", "n1", true}}};
  fleet.clusters[0].snapshot =
      std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "metallb");
  fleet.clusters[0].read_through = "a-copy";
  fleet.identity = {"0123", {"4567", "89ab"}};
  return fleet;
}

inline fleet::FleetPolicy FullPolicy() {
  fleet::FleetPolicy policy = PlannedPolicy();
  policy.networks["default"].shared_addresses = MakeSet({"10.9.0.0/28"});
  policy.networks["default"].shared_by_source["http://east:10472"] = MakeSet({"10.9.1.0/28"});
  policy.known_macs = {{"02:00:00:00:00:01", "core router"}};
  return policy;
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_RICH_FLEET_H_
