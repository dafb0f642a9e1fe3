#include "exporter/report/usage_text.h"

#include <fmt/format.h>

#include <cmath>

namespace exporter::report {

double ShareOf(const fleet::FamilyUsage& usage) {
  return usage.capacity.IsZero() ? 0 : usage.assigned.ToDouble() / usage.capacity.ToDouble();
}

std::string PercentText(const fleet::FamilyUsage& usage) {
  constexpr double kTenths = 1000;
  return fmt::format("{:.1f}", std::floor(ShareOf(usage) * kTenths) / 10);
}

}  // namespace exporter::report
