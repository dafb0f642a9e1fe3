#include "exporter/metallb/advertisement.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {

bool Advertisement::Covers(const AddressPool& pool) const {
  if (pools.empty() && selectors.empty()) return true;
  const bool named = std::any_of(pools.begin(), pools.end(), [&pool](const Reference& reference) {
    return reference.name == pool.name;
  });
  return named ||
         std::any_of(selectors.begin(), selectors.end(),
                     [&pool](const LabelSelector& each) { return each.Matches(pool.labels); });
}

std::string_view Name(Advertisement::Kind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"L2Advertisement", "BGPAdvertisement",
                                                      "AddressPool"};
  return kNames.at(static_cast<std::size_t>(kind));
}

void ReadAggregationLength(objects::FieldReader& fields, std::string_view key,
                           addresses::Family family, std::vector<AggregationLength>& lengths) {
  if (fields.Has(key)) lengths.push_back({family, fields.Integer(key), fields.LineOf(key)});
}

Result<Advertisement> DecodeAdvertisement(const objects::Value& object, Advertisement::Kind kind) {
  ObjectReader reader(object, Name(kind));
  Advertisement advertisement;
  advertisement.kind = kind;
  advertisement.name = reader.name();
  advertisement.name_space = reader.name_space();
  advertisement.line = reader.line();
  advertisement.pools = ReadReferences(reader.spec(), "ipAddressPools");
  for (const objects::Value* const each : reader.spec().Objects("ipAddressPoolSelectors")) {
    auto selector = DecodeLabelSelector(*each);
    if (selector) {
      advertisement.selectors.push_back(*std::move(selector));
    } else {
      reader.AddError(each->line, "spec.ipAddressPoolSelectors: " + selector.error().message);
    }
  }
  if (kind == Advertisement::Kind::kBgp) {
    objects::FieldReader& spec = reader.spec();
    advertisement.communities = ReadReferences(spec, "communities");
    advertisement.peers = ReadReferences(spec, "peers");
    auto& lengths = advertisement.aggregation_lengths;
    ReadAggregationLength(spec, "aggregationLength", addresses::Family::kIpv4, lengths);
    ReadAggregationLength(spec, "aggregationLengthV6", addresses::Family::kIpv6, lengths);
    advertisement.selects_services = !spec.Elements("serviceSelectors").empty();
  }
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return advertisement;
}

}  // namespace exporter::metallb
