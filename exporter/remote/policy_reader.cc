#include "exporter/remote/policy_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/remote/json_fields.h"

namespace exporter::remote {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using objects::FieldReader;
using objects::Value;
using objects::WantedField;

bool IsPrefix(const AddressRange& range) {
  return BlockOf(range.first, LargestBlockBits(range)) == range;
}

// Sorted and disjoint prefixes, as the policy requires.
Result<std::vector<AddressRange>> ReadPrefixes(FieldReader& network) {
  auto prefixes = ReadRanges(network, "prefixes");
  if (!prefixes) return prefixes;
  const auto is_before = [](const AddressRange& a, const AddressRange& b) {
    return a.last < b.first;
  };
  const bool is_sorted = std::adjacent_find(prefixes->begin(), prefixes->end(),
                                            [&](const AddressRange& a, const AddressRange& b) {
                                              return !is_before(a, b);
                                            }) == prefixes->end();
  if (is_sorted && std::all_of(prefixes->begin(), prefixes->end(), IsPrefix)) return prefixes;
  return Fail(ErrorKind::kProtocol, "prefixes must be sorted, disjoint prefixes");
}

Result<AddressSet> ReadSet(FieldReader& reader) {
  auto ranges = ReadRanges(reader, "addresses");
  if (!ranges) return tl::unexpected(ranges.error());
  return AddressSet::FromRanges(*std::move(ranges));
}

Result<void> ReadNetwork(const Value& value, fleet::FleetPolicy& policy) {
  FieldReader reader(value);
  const std::string name = reader.String("network");
  auto shared = ReadRanges(reader, "shared_addresses");
  if (!shared) return tl::unexpected(shared.error());
  auto prefixes = ReadPrefixes(reader);
  if (!prefixes) return tl::unexpected(prefixes.error());
  if (reader.error()) return tl::unexpected(*reader.error());
  // A network of clusters that the configuration of the exporter does not list.
  if (!reader.Has("shared_addresses") && !reader.Has("prefixes")) return {};
  fleet::NetworkPolicy network = {AddressSet::FromRanges(*std::move(shared)), *std::move(prefixes)};
  for (const Value* const element : reader.Objects("shared_by_source")) {
    FieldReader fields(*element);
    auto addresses = ReadSet(fields);
    if (!addresses) return tl::unexpected(addresses.error());
    network.shared_by_source.insert_or_assign(fields.String("source"), *std::move(addresses));
    if (fields.error()) return tl::unexpected(*fields.error());
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  policy.networks[name] = std::move(network);
  return {};
}

Result<void> ReadPlan(FieldReader&& plan, fleet::FleetPolicy& policy) {
  policy.plan.emplace();
  for (const Value* const element : plan.Objects("clusters")) {
    FieldReader reader(*element);
    auto addresses = ReadSet(reader);
    if (!addresses) return tl::unexpected(addresses.error());
    policy.plan->insert_or_assign(
        reader.String("cluster"),
        fleet::PlannedCluster{reader.String("location"), *std::move(addresses)});
    if (reader.error()) return tl::unexpected(*reader.error());
  }
  for (const Value* const element : plan.Objects("reserved")) {
    FieldReader reader(*element);
    auto addresses = ReadSet(reader);
    if (!addresses) return tl::unexpected(addresses.error());
    policy.reserved.push_back(
        {reader.String("entry"), reader.String("purpose"), *std::move(addresses)});
    if (reader.error()) return tl::unexpected(*reader.error());
  }
  return {};
}

}  // namespace

std::span<const WantedField> PolicyFields() {
  static constexpr WantedField kShared[] = {{"source"}, {"addresses"}};
  static constexpr WantedField kNetwork[] = {
      {"network"}, {"shared_addresses"}, {"prefixes"}, {"shared_by_source", kShared}};
  static constexpr WantedField kMac[] = {{"mac"}, {"name"}};
  static constexpr WantedField kPlanned[] = {{"cluster"}, {"location"}, {"addresses"}};
  static constexpr WantedField kReserved[] = {{"entry"}, {"purpose"}, {"addresses"}};
  static constexpr WantedField kPlan[] = {{"clusters", kPlanned}, {"reserved", kReserved}};
  static constexpr WantedField kPolicy[] = {
      {"networks", kNetwork}, {"known_macs", kMac}, {"plan", kPlan}};
  return kPolicy;
}

Result<fleet::FleetPolicy> ReadPolicy(FieldReader& document) {
  fleet::FleetPolicy policy;
  for (const Value* const element : document.Objects("networks")) {
    auto network = ReadNetwork(*element, policy);
    if (!network) return tl::unexpected(network.error().Within("networks"));
  }
  for (const Value* const element : document.Objects("known_macs")) {
    FieldReader reader(*element);
    policy.known_macs.push_back({reader.String("mac"), reader.String("name")});
    if (reader.error()) return tl::unexpected(reader.error()->Within("known_macs"));
  }
  if (document.Has("plan")) {
    auto plan = ReadPlan(document.Object("plan"), policy);
    if (!plan) return tl::unexpected(plan.error().Within("plan"));
  }
  if (document.error()) return tl::unexpected(*document.error());
  return policy;
}

}  // namespace exporter::remote
