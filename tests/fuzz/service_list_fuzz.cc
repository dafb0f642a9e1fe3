// Lists of Services from an API server, which may be any server. In addition to fetched_list.h:
// - each decoded Service is of type LoadBalancer and has a name and sorted, unique addresses. There
//   are not more than items of the list;
// - an item is decoded or skipped by the spec.type of the tree;
// - its metrics are valid for any names of Services.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/metallb/service.h"
#include "tests/fuzz/fetched_list.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

Result<void> AddService(const objects::Value& item, fleet::ClusterObjects& objects) {
  auto service = metallb::DecodeService(item);
  if (!service) return tl::unexpected(service.error());
  if (*service) objects.services.push_back(**std::move(service));
  return {};
}

std::size_t CountLoadBalancers(const nlohmann::json& list) {
  const nlohmann::json& items = list.at("items");
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [](const nlohmann::json& item) {
        const auto spec = item.find("spec");
        if (spec == item.end() || !spec->is_object()) return false;
        const auto type = spec->find("type");
        return type != spec->end() && *type == "LoadBalancer";
      }));
}

// A pool that contains some addresses of the seeds' Services.
metallb::AddressPool SomePool() {
  metallb::AddressPool pool;
  pool.name = "web";
  pool.name_space = "metallb-system";
  for (const char* entry : {"192.0.2.0/25", "2001:db8::/64"}) {
    pool.entries.push_back({entry, addresses::ParseRange(entry), 0});
  }
  return pool;
}

void CheckServices(std::string_view page) {
  static const ListKind kServices{"ServiceList", metallb::ServiceFields(), AddService};
  auto list = CheckPage(page, kServices);
  if (!list) return;
  auto& services = list->objects.services;
  Require(services.size() <= CountLoadBalancers(*ParseTree(page)),
          "not more Services than LoadBalancer items", page);
  for (const metallb::Service& service : services) {
    Require(!service.name.empty(), "a Service has a name");
    const auto& assigned = service.addresses;
    Require(std::is_sorted(assigned.begin(), assigned.end()) &&
                std::adjacent_find(assigned.begin(), assigned.end()) == assigned.end(),
            "addresses are sorted and unique", service.name);
    Require(assigned.empty() || service.has_ingress, "a Service with an address has an ingress",
            service.name);
  }
  list->objects.pools = {SomePool()};
  RenderChecked(list->objects);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckServices(exporter::fuzz::TextOf(data, size));
  return 0;
}
