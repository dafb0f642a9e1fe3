// The Grafana dashboard, read from its file.

#ifndef TESTS_GRAFANA_DASHBOARD_H_
#define TESTS_GRAFANA_DASHBOARD_H_

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/json.h"

namespace exporter::tests {

// The text of a file of the project; empty if it does not exist.
inline std::string ProjectFile(const std::string& name) {
  std::ifstream file(PROJECT "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string GrafanaFile(const std::string& name) { return ProjectFile("grafana/" + name); }

inline std::string DashboardText() { return GrafanaFile("dashboards/metallb-pools.json"); }

// Throws std::runtime_error if the file is not valid JSON.
inline Json Dashboard() { return Json::Parse(DashboardText()); }

// All panels except the headings of rows.
inline std::vector<Json> Panels(const Json& dashboard = Dashboard()) {
  std::vector<Json> panels;
  for (const Json& panel : dashboard.at("panels").Elements()) {
    if (panel.at("type") != "row") panels.push_back(panel);
  }
  return panels;
}

// The variables whose values come from the data source.
inline std::vector<Json> QueryVariables() {
  std::vector<Json> variables;
  const Json dashboard = Dashboard();
  for (const Json& variable : dashboard.at("templating").at("list").Elements()) {
    if (variable.at("type") == "query") variables.push_back(variable);
  }
  return variables;
}

// Replaces variables as Grafana does, with short times.
inline std::string Substitute(std::string query, const std::string& clusters) {
  const std::pair<const char*, std::string> values[] = {
      {"$__rate_interval", "5s"},
      {"$__interval", "200ms"},
      {"$__range", "10s"},
      {"$trend", "2s"},
      {"$network", ".*"},
      {"$cluster", clusters},
      {"$pool", ".*"},
      {"offset 7d", "offset 1s"},
  };
  for (const auto& [name, value] : values) {
    const std::string variable = name;
    for (auto at = query.find(variable); at != std::string::npos; at = query.find(variable)) {
      query.replace(at, variable.size(), value);
    }
  }
  return query;
}

}  // namespace exporter::tests

#endif  // TESTS_GRAFANA_DASHBOARD_H_
