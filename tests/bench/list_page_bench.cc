// A page of 500 Services with their managedFields, from JSON to objects. The peer is the minimum
// cost: simdjson on demand, which does not validate what it skips.

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/metallb/service.h"
#include "exporter/objects/list_page.h"
#include "tests/standin/cluster_state.h"

namespace exporter::objects {
namespace {

constexpr int kServices = 500;

// One in five Services is of type LoadBalancer.
std::string Page() {
  std::string page = R"({"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":[)";
  for (int i = 0; i < kServices; ++i) {
    const std::string name = "web-" + std::to_string(i);
    const bool balanced = i % 5 == 0;
    standin::ServiceOptions options;
    options.type = balanced ? "LoadBalancer" : "ClusterIP";
    if (balanced) options.addresses = {"10.0.0." + std::to_string(i / 5)};
    page += (i == 0 ? "" : ",") + standin::MakeService("shop", name, options);
  }
  return page + "]}";
}

void ReadPageOfServices(benchmark::State& state) {
  const std::string page = Page();
  for (auto _ : state) {
    std::vector<metallb::Service> services;
    const ItemHandler keep = [&services](const Value& item) -> Result<void> {
      auto service = metallb::DecodeService(item);
      if (!service) return tl::unexpected(service.error());
      if (*service) services.push_back(**std::move(service));
      return {};
    };
    const auto token = ReadListPage(page, "ServiceList", metallb::ServiceFields(), keep);
    if (!token || services.size() != kServices / 5) state.SkipWithError("not read");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(page.size()) * state.iterations());
}
BENCHMARK(ReadPageOfServices)->Unit(benchmark::kMillisecond);

// The fields of one Service, in their order.
bool ReadWithSimdjson(simdjson::ondemand::object item, metallb::Service& service) {
  simdjson::ondemand::object metadata = item["metadata"].get_object();
  service.name = std::string_view(metadata["name"].get_string());
  service.name_space = std::string_view(metadata["namespace"].get_string());
  if (std::string_view(item["spec"]["type"].get_string()) != "LoadBalancer") return false;
  for (simdjson::ondemand::object ingress : item["status"]["loadBalancer"]["ingress"].get_array()) {
    const std::string_view ip = ingress["ip"].get_string();
    if (const auto address = addresses::IpAddress::Parse(ip)) service.addresses.push_back(*address);
  }
  return true;
}

void ReadPageWithSimdjson(benchmark::State& state) {
  const std::string page = Page();
  for (auto _ : state) {
    // A received body has no padding after it, which simdjson needs.
    const simdjson::padded_string padded(page);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded);
    std::vector<metallb::Service> services;
    for (simdjson::ondemand::object item : document["items"].get_array()) {
      metallb::Service service;
      if (ReadWithSimdjson(item, service)) services.push_back(std::move(service));
    }
    if (services.size() != kServices / 5) state.SkipWithError("not read");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(page.size()) * state.iterations());
}
BENCHMARK(ReadPageWithSimdjson)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace exporter::objects
