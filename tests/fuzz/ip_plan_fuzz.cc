// The plan. Any text is a plan or an error that names the file and the line (told_error.h); of a
// plan:
// - no name stands twice, every entry has a range, and each range is what its text says;
// - an entry's addresses are at most the sum of its ranges' sizes;
// - a cluster is found by its name, and what is set aside is no cluster.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "exporter/config/address_text.h"
#include "exporter/config/ip_plan.h"
#include "exporter/text/utf8.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/told_error.h"

namespace exporter::fuzz {
namespace {

void CheckEntry(const config::IpPlan& plan, const config::PlanEntry& entry) {
  Promise(text::IsUtf8(entry.name + entry.location + entry.purpose), "a text is UTF-8", entry.name);
  Promise(!entry.ranges.empty(), "an entry has a range", entry.name);
  addresses::AddressCount sum;
  for (const config::PlannedRange& range : entry.ranges) {
    const auto read = config::ParseAddresses(range.text);
    Promise(read && *read == range.range, "a range is what its text says", range.text);
    Promise(range.line >= plan.line, "a range stands below clusters", range.text);
    sum += range.range.Size();
  }
  Promise(entry.Addresses().Size() <= sum, "addresses are counted once", entry.name);
  const config::PlanEntry* const found = plan.FindCluster(entry.name);
  Promise(found == (entry.reserved ? nullptr : &entry), "a cluster is found by its name",
          entry.name);
}

std::optional<std::string> Read(std::string_view text) {
  const auto plan = config::ParseIpPlan(text, "f");
  if (!plan) return plan.error().message;
  std::set<std::string> names;
  for (const config::PlanEntry& entry : plan->entries) {
    Promise(names.insert(entry.name).second, "no name stands twice", entry.name);
    CheckEntry(*plan, entry);
  }
  return std::nullopt;
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size),
                             "f:", {"not UTF-8", "must be one YAML document", "is empty"},
                             exporter::fuzz::Read);
  return 0;
}
