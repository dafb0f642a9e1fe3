#include "exporter/metallb/legacy.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {
namespace {

constexpr const char* kNamespace = "metallb-system";

// The names of the fields of a pool's own advertisements.
struct OwnFields {
  std::string list;
  std::string_view length;
  std::string_view length_v6;
};

// `fields` is the object that contains the entries of `pool` and the list of its advertisements.
Result<Advertisement> OwnAdvertisement(const AddressPool& pool, objects::FieldReader& fields,
                                       const OwnFields& names) {
  Advertisement own{.kind = Advertisement::Kind::kPool,
                    .name = pool.name,
                    .name_space = pool.name_space,
                    .line = pool.line,
                    .pools = {{pool.name, pool.line}}};
  for (const objects::Value* const each : fields.Objects(names.list)) {
    objects::FieldReader reader(*each);
    for (Reference& community : ReadReferences(reader, "communities")) {
      own.communities.push_back(std::move(community));
    }
    auto& lengths = own.aggregation_lengths;
    ReadAggregationLength(reader, names.length, addresses::Family::kIpv4, lengths);
    ReadAggregationLength(reader, names.length_v6, addresses::Family::kIpv6, lengths);
    if (reader.error()) return tl::unexpected(reader.error()->Within(names.list));
  }
  return own;
}

Result<LegacyPool> DecodeConfigPool(const objects::Value& value) {
  objects::FieldReader reader(value);
  AddressPool pool;
  pool.name = reader.String("name");
  pool.name_space = kNamespace;
  pool.line = reader.LineOf("name");
  pool.entries = ReadPoolEntries(reader);
  pool.auto_assign = reader.Bool("auto-assign", true);
  pool.avoid_buggy_ips = reader.Bool("avoid-buggy-ips", false);
  auto advertisement = OwnAdvertisement(
      pool, reader, {"bgp-advertisements", "aggregation-length", "aggregation-length-v6"});
  if (!advertisement) return tl::unexpected(advertisement.error());
  if (reader.error()) {
    return tl::unexpected(reader.error()->Within("address pool \"" + pool.name + '"'));
  }
  if (pool.name.empty()) {
    return Fail(ErrorKind::kProtocol, "an address pool has no name", value.line);
  }
  return LegacyPool{std::move(pool), *std::move(advertisement)};
}

Result<BgpPeer> DecodeConfigPeer(const objects::Value& value) {
  objects::FieldReader reader(value);
  const std::int64_t asn = reader.Integer("my-asn");
  const int line = reader.LineOf("my-asn");
  Reference bfd_profile = {reader.String("bfd-profile"), reader.LineOf("bfd-profile")};
  if (reader.error()) return tl::unexpected(reader.error()->Within("peers"));
  if (asn < 0 || asn > std::int64_t{UINT32_MAX}) {
    return Fail(ErrorKind::kProtocol,
                "peers: my-asn is " + std::to_string(asn) + "; an ASN is at most 4294967295", line);
  }
  return BgpPeer{.name_space = kNamespace,
                 .local_asn = static_cast<std::uint32_t>(asn),
                 .line = line,
                 .bfd_profile = std::move(bfd_profile)};
}

}  // namespace

Result<LegacyPool> DecodeLegacyPool(const objects::Value& object) {
  ObjectReader reader(object, Name(Advertisement::Kind::kPool));
  AddressPool pool;
  pool.name = reader.name();
  pool.name_space = reader.name_space();
  pool.entries = ReadPoolEntries(reader.spec());
  pool.auto_assign = reader.spec().Bool("autoAssign", true);
  pool.line = reader.line();
  pool.labels = reader.labels();
  auto advertisement = OwnAdvertisement(
      pool, reader.spec(), {"bgpAdvertisements", "aggregationLength", "aggregationLengthV6"});
  if (!advertisement) return tl::unexpected(advertisement.error());
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return LegacyPool{std::move(pool), *std::move(advertisement)};
}

Result<LegacyConfig> DecodeLegacyConfig(const objects::Value& config) {
  objects::FieldReader reader(config);
  const auto pools = reader.Objects("address-pools");
  const auto peers = reader.Objects("peers");
  const auto profiles = reader.Objects("bfd-profiles");
  objects::FieldReader aliases = reader.Object("bgp-communities");

  LegacyConfig decoded;
  decoded.communities.name_space = kNamespace;
  for (const std::string& name : aliases.Keys()) {
    decoded.communities.aliases.push_back({name, aliases.String(name), aliases.LineOf(name)});
  }
  if (reader.error()) return tl::unexpected(reader.error()->Within("config"));
  for (const objects::Value* const each : pools) {
    auto pool = DecodeConfigPool(*each);
    if (!pool) return tl::unexpected(pool.error());
    decoded.pools.push_back(*std::move(pool));
  }
  for (const objects::Value* const each : peers) {
    auto peer = DecodeConfigPeer(*each);
    if (!peer) return tl::unexpected(peer.error());
    decoded.peers.push_back(*std::move(peer));
  }
  for (const objects::Value* const each : profiles) {
    objects::FieldReader profile(*each);
    decoded.bfd_profiles.push_back({profile.String("name"), kNamespace});
    if (profile.error()) return tl::unexpected(profile.error()->Within("bfd-profiles"));
  }
  return decoded;
}

}  // namespace exporter::metallb
