// Lists of IPAddressPools from an API server, which may be any server. In addition to
// fetched_list.h:
// - a pool has a name, and one entry for each element of spec.addresses, which is valid exactly if
//   MetalLB accepts it (naive_range.h);
// - a pool's size is the sum of its entries' sizes, or less if entries overlap;
// - its metrics are valid for any names and contents of pools.

#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/metallb/address_pool.h"
#include "tests/fuzz/fetched_list.h"
#include "tests/fuzz/naive_range.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

Result<void> AddPool(const objects::Value& item, fleet::ClusterObjects& objects) {
  auto pool = metallb::DecodeAddressPool(item);
  if (!pool) return tl::unexpected(pool.error());
  objects.pools.push_back(*std::move(pool));
  return {};
}

std::size_t CountEntries(const nlohmann::json& list) {
  std::size_t count = 0;
  for (const nlohmann::json& item : list.at("items")) {
    const auto spec = item.find("spec");
    if (spec == item.end() || !spec->is_object() || !spec->contains("addresses")) continue;
    count += spec->at("addresses").size();
  }
  return count;
}

void CheckPool(const metallb::AddressPool& pool) {
  Require(!pool.name.empty(), "a pool has a name");
  addresses::AddressCount sum;
  std::size_t invalid = 0;
  for (const metallb::PoolEntry& entry : pool.entries) {
    const bool not_text =
        !entry.range && entry.range.error().fault == addresses::RangeFault::kNotText;
    Require(not_text || entry.range.has_value() == ParseNaively(entry.text).has_value(),
            "an entry is valid exactly if MetalLB accepts it", entry.text);
    if (entry.range) sum += entry.range->Size();
    if (!entry.range) ++invalid;
  }
  Require(pool.InvalidEntries() == invalid, "invalid entries are counted", pool.name);
  const auto size = pool.Addresses().Size();
  Require(pool.OverlappingEntries() > 0 ? size < sum : size == sum, "an address counts once",
          pool.name + " " + size.ToString());
}

void CheckPools(std::string_view page) {
  static const ListKind kPools{"IPAddressPoolList", metallb::AddressPoolFields(), AddPool};
  const auto list = CheckPage(page, kPools);
  if (!list) return;
  std::size_t entries = 0;
  for (const metallb::AddressPool& pool : list->objects.pools) {
    CheckPool(pool);
    entries += pool.entries.size();
  }
  // Normalize removes duplicates.
  Require(entries <= CountEntries(*ParseTree(page)), "every entry comes from the page", page);
  RenderChecked(list->objects);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckPools(exporter::fuzz::TextOf(data, size));
  return 0;
}
