#include "exporter/metallb/bgp_peer.h"

#include <utility>

#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {
std::span<const objects::WantedField> BgpPeerFields() {
  static constexpr objects::WantedField kMetadata[] = {{"name"}, {"namespace"}};
  static constexpr objects::WantedField kSpec[] = {{"myASN"}};
  static constexpr objects::WantedField kPeer[] = {{"metadata", kMetadata}, {"spec", kSpec}};
  return kPeer;
}

Result<BgpPeer> DecodeBgpPeer(const objects::Value& object) {
  ObjectReader reader(object, "BGPPeer");
  const std::int64_t asn = reader.spec().Integer("myASN");
  const int line = reader.spec().LineOf("myASN");
  if (asn < 0 || asn > std::int64_t{UINT32_MAX}) {
    reader.AddError(line,
                    "spec.myASN is " + std::to_string(asn) + "; an ASN is at most 4294967295");
  }
  Reference bfd_profile = {reader.spec().String("bfdProfile"), reader.spec().LineOf("bfdProfile")};
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return BgpPeer{.name = reader.name(),
                 .name_space = reader.name_space(),
                 .local_asn = static_cast<std::uint32_t>(asn),
                 .line = line,
                 .bfd_profile = std::move(bfd_profile)};
}

Result<BfdProfile> DecodeBfdProfile(const objects::Value& object) {
  const ObjectReader reader(object, "BFDProfile");
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return BfdProfile{.name = reader.name(), .name_space = reader.name_space()};
}

}  // namespace exporter::metallb
