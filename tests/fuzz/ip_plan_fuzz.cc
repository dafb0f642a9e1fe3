// The IP plan. Any text is a plan or an error that names the file and the line (located_error.h).
// In a plan:
// - names are unique, every entry has a range, and each range is the value of its text;
// - an entry has at most as many addresses as its ranges together;
// - a cluster is found by its name, and a reserved entry is not a cluster.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "exporter/config/address_text.h"
#include "exporter/config/ip_plan.h"
#include "exporter/text/utf8.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

void CheckEntry(const config::IpPlan& plan, const config::PlanEntry& entry) {
  Require(text::IsUtf8(entry.name + entry.location + entry.purpose), "a text is UTF-8", entry.name);
  Require(!entry.ranges.empty(), "an entry has a range", entry.name);
  addresses::AddressCount sum;
  for (const config::PlannedRange& range : entry.ranges) {
    const auto read = config::ParseAddresses(range.text);
    Require(read && *read == range.range, "a range is the value of its text", range.text);
    Require(range.line >= plan.line, "a range is below clusters", range.text);
    sum += range.range.Size();
  }
  Require(entry.Addresses().Size() <= sum, "addresses are counted once", entry.name);
  const config::PlanEntry* const found = plan.FindCluster(entry.name);
  Require(found == (entry.reserved ? nullptr : &entry), "a cluster is found by its name",
          entry.name);
}

std::optional<std::string> Read(std::string_view text) {
  const auto plan = config::ParseIpPlan(text, "f");
  if (!plan) return plan.error().message;
  std::set<std::string> names;
  for (const config::PlanEntry& entry : plan->entries) {
    Require(names.insert(entry.name).second, "names are unique", entry.name);
    CheckEntry(*plan, entry);
  }
  return std::nullopt;
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size),
                             "f:", {"must be one YAML document", "is empty"}, exporter::fuzz::Read);
  return 0;
}
