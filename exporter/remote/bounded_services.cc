#include "exporter/remote/bounded_services.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "exporter/remote/json_fields.h"
#include "exporter/text/visible_text.h"

namespace exporter::remote {
namespace {

using objects::FieldReader;
using objects::Value;
using objects::WantedField;

constexpr WantedField kAssignment[] = {{"address"}, {"services"}};

// Services by namespace and name.
using Services = std::map<std::pair<std::string, std::string>, metallb::Service>;

// Adds the address to the Service "namespace/name". The namespace may be empty.
Result<void> Add(const std::string& holder, const addresses::IpAddress& address,
                 Services& services) {
  const std::size_t slash = holder.find('/');
  const bool is_valid = slash != std::string::npos && slash + 1 < holder.size() &&
                        holder.find('/', slash + 1) == std::string::npos;
  if (!is_valid) {
    return Fail(ErrorKind::kProtocol,
                "services: \"" + std::string(text::Excerpt(holder)) + "\" is not namespace/name");
  }
  const std::pair key{holder.substr(0, slash), holder.substr(slash + 1)};
  metallb::Service& service = services[key];
  service.name_space = key.first;
  service.name = key.second;
  service.has_ingress = true;
  service.from_metallb_pool = true;
  if (service.addresses.empty() || service.addresses.back() != address) {
    service.addresses.push_back(address);
  }
  return {};
}

Result<void> AddAssignments(const std::vector<const Value*>& assignments, Services& services) {
  for (const Value* const element : assignments) {
    FieldReader reader(*element);
    const auto address = ParseAddress(reader.String("address"));
    if (reader.error()) return tl::unexpected(*reader.error());
    if (!address) return tl::unexpected(address.error());
    for (const Value& holder : reader.Strings("services")) {
      auto added = Add(std::get<std::string>(holder.data), *address, services);
      if (!added) return added;
    }
    if (reader.error()) return tl::unexpected(*reader.error());
  }
  return {};
}

}  // namespace

std::span<const WantedField> BoundedPoolFields() {
  static constexpr WantedField kFamily[] = {{"assignments", kAssignment}};
  static constexpr WantedField kPool[] = {{"families", kFamily}};
  return kPool;
}

std::span<const WantedField> BoundedClusterFields() {
  static constexpr WantedField kCluster[] = {{"unpooled", kAssignment}};
  return kCluster;
}

Result<std::vector<metallb::Service>> ReadBoundedServices(FieldReader& cluster) {
  Services services;
  auto added = AddAssignments(cluster.Objects("unpooled"), services);
  if (!added) return tl::unexpected(added.error());
  for (const Value* const pool : cluster.Objects("pools")) {
    FieldReader fields(*pool);
    for (const Value* const family : fields.Objects("families")) {
      FieldReader reader(*family);
      added = AddAssignments(reader.Objects("assignments"), services);
      if (!added) return tl::unexpected(added.error());
      if (reader.error()) return tl::unexpected(*reader.error());
    }
    if (fields.error()) return tl::unexpected(*fields.error());
  }
  std::vector<metallb::Service> list;
  for (auto& [key, service] : services) {
    std::sort(service.addresses.begin(), service.addresses.end());
    service.addresses.erase(std::unique(service.addresses.begin(), service.addresses.end()),
                            service.addresses.end());
    list.push_back(std::move(service));
  }
  return list;
}

}  // namespace exporter::remote
