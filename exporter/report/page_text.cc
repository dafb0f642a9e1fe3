#include "exporter/report/page_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "exporter/report/usage_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using Time = std::chrono::system_clock::time_point;

// The format of HTML's <time>.
std::string MachineTime(Time time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string AgeText(std::int64_t seconds) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  if (seconds < kMinute) return fmt::format("{} s", seconds);
  if (seconds < kHour) return fmt::format("{} min", seconds / kMinute);
  if (seconds < kDay) {
    return fmt::format("{} h {} min", seconds / kHour, seconds % kHour / kMinute);
  }
  return fmt::format("{} d {} h", seconds / kDay, seconds % kDay / kHour);
}

// "16 777 216", with narrow no-break spaces.
std::string Grouped(const std::string& digits) {
  constexpr std::size_t kGroup = 3;
  constexpr std::size_t kMinDigits = 5;
  if (digits.size() < kMinDigits) return digits;
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) grouped += "\u202f";
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  if (text.find_first_of("&<>\"'") == std::string_view::npos) return std::string(text);
  constexpr std::string_view kSpecial = "&<>\"'";
  constexpr std::array<std::string_view, kSpecial.size()> kEscapes = {"&amp;", "&lt;", "&gt;",
                                                                      "&quot;", "&#39;"};
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const std::size_t special = kSpecial.find(c);
    special == std::string_view::npos ? escaped += c : escaped += kEscapes.at(special);
  }
  return escaped;
}

std::string NameHtml(std::string_view name) {
  return "<bdi>" + EscapeHtml(text::Visible(name)) + "</bdi>";
}

std::string ListedNameHtml(std::string_view name) {
  const bool is_ascii =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return is_ascii ? EscapeHtml(name) : NameHtml(name);
}

std::string CountHtml(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", SizeHtml(AddressCount(count)), count == 1 ? one : many);
}

std::string SizeHtml(const AddressCount& size) {
  constexpr std::uint64_t kLargestExact = std::uint64_t{1} << 53;
  const std::string digits = size.ToString();
  if (size <= AddressCount(kLargestExact)) return Grouped(digits);
  return fmt::format("<data value=\"{0}\" title=\"{0}\">{1}.{2}×10<sup>{3}</sup></data>", digits,
                     digits[0], digits.substr(1, 2), digits.size() - 1);
}

std::string AddressesHtml(const AddressCount& size) {
  return SizeHtml(size) + (size == AddressCount(1) ? " address" : " addresses");
}

std::string PercentHtml(const fleet::FamilyUsage& usage) {
  if (usage.capacity.IsZero()) return "–";
  constexpr std::uint32_t kTenths = 1000;
  if (!usage.assigned.IsZero() && usage.assigned * kTenths < usage.capacity) return "&lt; 0.1 %";
  return PercentText(usage) + " %";
}

std::string AgeHtml(Time then, Time now) {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
  return fmt::format("<time datetime=\"{}\">{}</time>", MachineTime(then),
                     AgeText(std::max<std::int64_t>(age, 0)));
}

std::string TimeHtml(Time time) {
  return fmt::format("<time datetime=\"{}\">{:%Y-%m-%d %H:%M:%S} UTC</time>", MachineTime(time),
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string VerdictHtml(const fleet::FamilyUsage& usage, const Thresholds& thresholds) {
  constexpr double kHundred = 100;
  const Verdict verdict = JudgePool(usage, thresholds);
  if (verdict != Verdict::kOk && usage.available.IsZero()) {
    return "<span class=\"badge bad\">■ full</span>";
  }
  if (verdict == Verdict::kCritical) {
    return fmt::format("<span class=\"badge bad\">■ {} % or more</span>",
                       thresholds.critical.hundredths / kHundred);
  }
  if (verdict == Verdict::kWarning) {
    return fmt::format("<span class=\"badge warn\">▲ {} % or more</span>",
                       thresholds.warning.hundredths / kHundred);
  }
  return "";
}

}  // namespace exporter::report
