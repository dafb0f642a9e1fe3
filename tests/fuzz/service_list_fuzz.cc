// Lists of Services from an API server, which may be any server. Beside what fetched_list.h holds a
// page to:
// - each Service that is kept is of type LoadBalancer, has a name, and its addresses are sorted, no
//   two the same; no more are kept than the list has items;
// - an item is kept or dropped as the tree's spec.type says;
// - metrics made of them are sound, whatever Services are called.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/metallb/service.h"
#include "tests/fuzz/fetched_list.h"
#include "tests/fuzz/promise.h"

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

// A pool that holds some of what the seeds' Services hold.
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
  Promise(services.size() <= CountLoadBalancers(*ParseTree(page)),
          "no more are kept than there are", page);
  for (const metallb::Service& service : services) {
    Promise(!service.name.empty(), "a Service has a name");
    const auto& held = service.addresses;
    Promise(std::is_sorted(held.begin(), held.end()) &&
                std::adjacent_find(held.begin(), held.end()) == held.end(),
            "addresses are sorted, each once", service.name);
    Promise(held.empty() || service.has_ingress, "an address is an ingress", service.name);
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
