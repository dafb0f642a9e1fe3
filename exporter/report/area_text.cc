#include "exporter/report/area_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "exporter/report/finding_parts.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using fleet::MapArea;

constexpr std::uint64_t kManyAddresses = std::uint64_t{1} << 32;  // whose number says nothing

// The plan has the area for the cluster of its only pool, as it should.
bool IsAsPlanned(const MapArea& area) {
  return area.pools.size() == 1 && area.planned.size() == 1 &&
         area.pools[0].name.cluster == area.planned[0].cluster;
}

void AddOwners(const MapArea& area, Sentence& sentence) {
  std::string_view separator = ": ";
  for (const fleet::AreaPool& pool : area.pools) {
    sentence.Text(separator);
    AddPool(pool.name, sentence);
    if (pool.stale) sentence.Text(" (stale)");
    separator = ", ";
  }
  for (const fleet::AreaPlan& planned : area.planned) {
    if (IsAsPlanned(area)) break;
    sentence.Text(separator).Text("planned for ").Name(planned.cluster);
    if (planned.unknown) sentence.Text(" (no data)");
    separator = ", ";
  }
  for (const fleet::AreaReserved& reserved : area.reserved) {
    sentence.Text(separator).Text(reserved.purpose.empty() ? "reserved by " : "reserved for ");
    sentence.Name(reserved.purpose.empty() ? reserved.entry : reserved.purpose);
    separator = ", ";
  }
  if (area.owners_omitted > 0) sentence.Text(fmt::format(" and {} more", area.owners_omitted));
}

void AddCount(const AddressCount& count, std::string_view words, Sentence& sentence) {
  if (!count.IsZero()) sentence.Text(fmt::format(", {} {}", count.ToString(), words));
}

}  // namespace

std::string PrefixText(const AddressRange& range) {
  return range.first.ToString() + LargestBlockText(range);
}

std::string LargestBlockText(const AddressRange& range) {
  return fmt::format("/{}", BitsOf(range.family()) - LargestBlockBits(range));
}

bool HasOwner(const MapArea& area) {
  return !area.pools.empty() || !area.planned.empty() || !area.reserved.empty();
}

Sentence AreaSentence(const MapArea& area) {
  const fleet::AddressUse& use = area.use;
  Sentence sentence;
  sentence.Strong(area.range.ToString());
  AddOwners(area, sentence);
  if (area.pools.empty()) {
    sentence.Text("; " + CountAddresses(area.range.Size()));
    AddCount(use.assigned, "assigned", sentence);
  } else {
    sentence.Text("; " + use.assigned.ToString());
    if (use.capacity < AddressCount(kManyAddresses)) {
      sentence.Text(" of " + use.capacity.ToString());
    }
    sentence.Text(" assigned");
  }
  AddCount(use.duplicate, "assigned by two clusters", sentence);
  AddCount(use.nodes, use.nodes == AddressCount(1) ? "node address" : "node addresses", sentence);
  if (area.shared_on_purpose) sentence.Text(", shared on purpose");
  AddSharedBy(area.shared_by, sentence);
  return sentence;
}

void AddSharedBy(const std::vector<std::string>& sources, Sentence& sentence) {
  if (sources.empty()) return;
  sentence.Text(sources.size() == 1 ? " by the list of " : " by the lists of ");
  AddList(
      sources, [&sentence](const std::string& source) { sentence.Name(source); }, sentence);
}

Sentence FreeSentence(const AddressRange& range, bool is_complete) {
  Sentence sentence;
  sentence.Text(is_complete ? "free: " : "free as far as known: ");
  sentence.Strong(range.ToString()).Text(", " + CountAddresses(range.Size()));
  sentence.Text("; largest aligned block " + LargestBlockText(range));
  return sentence;
}

}  // namespace exporter::report
