#include "exporter/metallb/legacy.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {
namespace {

constexpr const char* kNamespace = "metallb-system";

Advertisement OwnAdvertisement(const AddressPool& pool, std::vector<Reference> communities) {
  return {.kind = Advertisement::Kind::kPool,
          .name = pool.name,
          .name_space = pool.name_space,
          .line = pool.line,
          .pools = {{pool.name, pool.line}},
          .communities = std::move(communities)};
}

// The communities of all advertisements in a pool.
Result<std::vector<Reference>> ReadCommunities(objects::FieldReader& pool, const std::string& key) {
  std::vector<Reference> communities;
  for (const objects::Value* const each : pool.Objects(key)) {
    objects::FieldReader advertisement(*each);
    for (Reference& community : ReadReferences(advertisement, "communities")) {
      communities.push_back(std::move(community));
    }
    if (advertisement.error()) return tl::unexpected(advertisement.error()->Within(key));
  }
  return communities;
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
  auto communities = ReadCommunities(reader, "bgp-advertisements");
  if (!communities) return tl::unexpected(communities.error());
  if (reader.error()) {
    return tl::unexpected(reader.error()->Within("address pool \"" + pool.name + '"'));
  }
  if (pool.name.empty()) {
    return Fail(ErrorKind::kProtocol, "an address pool has no name", value.line);
  }
  Advertisement advertisement = OwnAdvertisement(pool, *std::move(communities));
  return LegacyPool{std::move(pool), std::move(advertisement)};
}

Result<BgpPeer> DecodeConfigPeer(const objects::Value& value) {
  objects::FieldReader reader(value);
  const std::int64_t asn = reader.Integer("my-asn");
  const int line = reader.LineOf("my-asn");
  if (reader.error()) return tl::unexpected(reader.error()->Within("peers"));
  if (asn < 0 || asn > std::int64_t{UINT32_MAX}) {
    return Fail(ErrorKind::kProtocol,
                "peers: my-asn is " + std::to_string(asn) + "; an ASN is at most 4294967295", line);
  }
  return BgpPeer{
      .name_space = kNamespace, .local_asn = static_cast<std::uint32_t>(asn), .line = line};
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
  auto communities = ReadCommunities(reader.spec(), "bgpAdvertisements");
  if (!communities) return tl::unexpected(communities.error());
  if (const auto error = reader.error()) return tl::unexpected(*error);
  Advertisement advertisement = OwnAdvertisement(pool, *std::move(communities));
  return LegacyPool{std::move(pool), std::move(advertisement)};
}

Result<LegacyConfig> DecodeLegacyConfig(const objects::Value& config) {
  objects::FieldReader reader(config);
  const auto pools = reader.Objects("address-pools");
  const auto peers = reader.Objects("peers");
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
  return decoded;
}

}  // namespace exporter::metallb
