#include "exporter/remote/object_reader.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "exporter/addresses/address_range.h"
#include "exporter/objects/field_reader.h"
#include "exporter/remote/json_fields.h"
#include "exporter/text/visible_text.h"

namespace exporter::remote {
namespace {

using objects::FieldReader;
using objects::Value;
using objects::WantedField;

Result<metallb::PoolEntry> ReadEntry(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value.data)) {
    return metallb::PoolEntry{*text, addresses::ParseRange(*text), 0};
  }
  FieldReader reader(value);
  if (!value.IsObject() || !reader.Has("not_text")) {
    return Fail(ErrorKind::kProtocol,
                "addresses must be strings, found " + std::string(value.TypeName()));
  }
  return metallb::PoolEntry{reader.String("not_text"),
                            tl::unexpected(addresses::RangeError{addresses::RangeFault::kNotText}),
                            0};
}

// The pool's name without its namespace, which the bounded JSON has only in the label.
Result<std::string> ReadPoolName(FieldReader& reader, const std::string& name_space) {
  if (reader.Has("name")) return ReadObjectName(reader, "name");
  std::string label = reader.String("pool");
  if (label.starts_with(name_space + '/')) label.erase(0, name_space.size() + 1);
  if (!label.empty() && label.find('/') == std::string::npos) return label;
  return Fail(ErrorKind::kProtocol,
              "pool: \"" + std::string(text::Excerpt(label)) + "\" is not a name of Kubernetes");
}

}  // namespace

Result<metallb::AddressPool> ReadPool(const Value& value) {
  FieldReader reader(value);
  metallb::AddressPool pool;
  auto name_space = ReadNamespace(reader, "namespace");
  if (!name_space) return tl::unexpected(name_space.error());
  pool.name_space = *std::move(name_space);
  auto name = ReadPoolName(reader, pool.name_space);
  if (!name) return tl::unexpected(name.error());
  pool.name = *std::move(name);
  pool.auto_assign = reader.Bool("auto_assign", true);
  pool.avoid_buggy_ips = reader.Bool("avoid_buggy_ips", false);
  pool.capacity_alerts = reader.Bool("capacity_alerts", true);
  for (const Value* const element : reader.Elements("addresses")) {
    auto entry = ReadEntry(*element);
    if (!entry) return tl::unexpected(entry.error().Within("pool \"" + pool.name + '"'));
    pool.entries.push_back(*std::move(entry));
  }
  if (reader.error()) return tl::unexpected(reader.error()->Within("pool \"" + pool.name + '"'));
  return pool;
}

Result<metallb::Service> ReadService(const Value& value) {
  FieldReader reader(value);
  auto name_space = ReadNamespace(reader, "namespace");
  if (!name_space) return tl::unexpected(name_space.error());
  auto name = ReadObjectName(reader, "service");
  if (!name) return tl::unexpected(name.error());
  auto addresses = ReadAddresses(reader, "addresses");
  if (!addresses) return tl::unexpected(addresses.error().Within("service_list"));
  metallb::Service service{.name_space = *std::move(name_space),
                           .name = *std::move(name),
                           .addresses = *std::move(addresses),
                           .load_balancer_class = reader.String("load_balancer_class"),
                           .has_ingress = reader.Bool("has_ingress", false),
                           .from_metallb_pool = reader.Bool("from_metallb_pool", false)};
  if (reader.error()) return tl::unexpected(reader.error()->Within("service_list"));
  return service;
}

Result<metallb::Node> ReadNode(const Value& value) {
  FieldReader reader(value);
  auto name = ReadObjectName(reader, "node");
  if (!name) return tl::unexpected(name.error());
  auto addresses = ReadAddresses(reader, "addresses");
  if (!addresses) return tl::unexpected(addresses.error().Within("node_list"));
  return metallb::Node{*std::move(name), *std::move(addresses)};
}

Result<metallb::L2Announcement> ReadAnnouncement(const Value& value) {
  FieldReader reader(value);
  metallb::L2Announcement announcement{reader.String("namespace"), reader.String("service"),
                                       reader.String("node"),
                                       reader.Bool("on_chosen_interfaces", false)};
  if (reader.error()) return tl::unexpected(reader.error()->Within("announcement_list"));
  return announcement;
}

Result<std::uint32_t> ReadAsn(const Value& value) {
  const auto* const asn = std::get_if<std::int64_t>(&value.data);
  if (asn != nullptr && *asn >= 0 && *asn <= std::numeric_limits<std::uint32_t>::max()) {
    return static_cast<std::uint32_t>(*asn);
  }
  return Fail(ErrorKind::kProtocol, "local_asns must be numbers of 32 bits");
}

std::span<const WantedField> PoolFields() {
  static constexpr WantedField kEntry[] = {{"not_text"}};
  static constexpr WantedField kPool[] = {
      {"pool"},
      {"name"},
      {"namespace"},
      {"addresses", kEntry},
      {"auto_assign"},
      {"avoid_buggy_ips"},
      {"capacity_alerts"},
  };
  return kPool;
}

std::span<const WantedField> ServiceFields() {
  static constexpr WantedField kService[] = {{"namespace"},           {"service"},
                                             {"load_balancer_class"}, {"has_ingress"},
                                             {"from_metallb_pool"},   {"addresses"}};
  return kService;
}

std::span<const WantedField> NodeFields() {
  static constexpr WantedField kNode[] = {{"node"}, {"addresses"}};
  return kNode;
}

std::span<const WantedField> AnnouncementFields() {
  static constexpr WantedField kAnnouncement[] = {
      {"namespace"}, {"service"}, {"node"}, {"on_chosen_interfaces"}};
  return kAnnouncement;
}

}  // namespace exporter::remote
