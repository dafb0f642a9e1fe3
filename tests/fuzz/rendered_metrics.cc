#include <cctype>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/metrics/fleet_text.h"
#include "exporter/text/utf8.h"
#include "tests/fuzz/fetched_list.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

// Removes a name from the front. Source: Prometheus, text-based exposition format.
std::string_view TakeName(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && (std::isalnum(static_cast<unsigned char>(text[length])) != 0 ||
                                  text[length] == '_' || text[length] == ':')) {
    ++length;
  }
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  return name;
}

// Removes a quoted value from the front. Returns false if it does not end or is escaped wrongly.
bool TakeQuoted(std::string_view& text) {
  if (!text.starts_with('"')) return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      if (i == text.size() || std::string_view("\\\"n").find(text[i]) == std::string_view::npos) {
        return false;
      }
    } else if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool TakeLabels(std::string_view& text) {
  if (!text.starts_with('{')) return true;
  do {
    text.remove_prefix(1);
    if (TakeName(text).empty() || !text.starts_with('=')) return false;
    text.remove_prefix(1);
    if (!TakeQuoted(text)) return false;
  } while (text.starts_with(','));
  if (!text.starts_with('}')) return false;
  text.remove_prefix(1);
  return true;
}

// The series of a sample, without its number; empty if the line is not a sample.
std::string SeriesOf(std::string_view line) {
  std::string_view rest = line;
  if (TakeName(rest).empty() || !TakeLabels(rest) || !rest.starts_with(' ')) return {};
  const std::string number(rest.substr(1));
  std::size_t end = 0;
  if (number.empty()) return {};
  std::stod(number, &end);
  if (end != number.size()) return {};
  return std::string(line.substr(0, line.size() - rest.size()));
}

void CheckExposition(std::string_view text) {
  Require(text::IsUtf8(text), "metrics are UTF-8");
  Require(text.ends_with('\n'), "metrics end with a line feed");
  std::set<std::string> all;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) continue;
    const std::string series = SeriesOf(line);
    Require(!series.empty(), "a line is a sample", line);
    Require(all.insert(series).second, "no series occurs twice", line);
  }
}

fleet::ClusterView ViewOf(const std::string& name, const fleet::ClusterObjects& objects) {
  fleet::ClusterView cluster;
  cluster.name = name;
  cluster.network = "default";
  cluster.state = fleet::DataState::kFresh;
  cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(objects, "");
  cluster.record.polls = 1;
  return cluster;
}

}  // namespace

std::string RenderChecked(const fleet::ClusterObjects& objects) {
  const fleet::FleetView fleet{{ViewOf("a", objects), ViewOf("b", objects)}, {}};
  const auto policy = std::make_shared<const fleet::FleetPolicy>(
      fleet::FleetPolicy{.networks = {}, .plan = std::nullopt, .max_address_series = 100});
  std::string text = metrics::FactsText("cluster")
                         .Render(fleet, fleet::Analyze(fleet, *policy), policy, nullptr)
                         ->text();
  CheckExposition(text);
  return text;
}

}  // namespace exporter::fuzz
