#include "exporter/validation/finding.h"

#include <array>
#include <cstddef>

namespace exporter::validation {
namespace {

struct RuleSpec {
  std::string_view name;
  Severity severity = Severity::kError;
};

// In the order of Rule.
constexpr std::array<RuleSpec, 26> kRules = {{
    {"invalid-address"},
    {"host-bits", Severity::kWarning},
    {"overlap"},
    {"plan-overlap"},
    {"plan-capacity"},
    {"plan-outside"},
    {"plan-reserved"},
    {"plan-missing"},
    {"unknown-pool"},
    {"unknown-community"},
    {"unknown-peer"},
    {"unknown-bfd-profile"},
    {"aggregation-length"},
    {"duplicate-pool"},
    {"unknown-field", Severity::kWarning},
    {"duplicate-request"},
    {"request-outside", Severity::kWarning},
    {"not-advertised", Severity::kWarning},
    {"shared-asn", Severity::kWarning},
    {"cluster-label", Severity::kWarning},
    {"unlisted-cluster", Severity::kWarning},
    {"unreadable"},
    {"unresolved", Severity::kWarning},
    {"encrypted", Severity::kWarning},
    {"not-checked", Severity::kWarning},
    {"no-pools", Severity::kWarning},
}};
static_assert(kRules.size() == static_cast<std::size_t>(Rule::kNoPools) + 1);

}  // namespace

std::string_view Name(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)).name; }

std::string_view Name(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

Severity SeverityOf(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)).severity; }

}  // namespace exporter::validation
