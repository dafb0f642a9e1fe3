// The Grafana dashboard, read from its file.

#ifndef TESTS_GRAFANA_DASHBOARD_H_
#define TESTS_GRAFANA_DASHBOARD_H_

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace exporter::tests {

// The text of a file below grafana/; empty if it does not exist.
inline std::string GrafanaFile(const std::string& name) {
  std::ifstream file(GRAFANA "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string DashboardText() { return GrafanaFile("dashboards/metallb-pools.json"); }

// Throws nlohmann::json::parse_error if the file is not JSON.
inline nlohmann::json Dashboard() { return nlohmann::json::parse(DashboardText()); }

// All panels except the headings of rows.
inline std::vector<nlohmann::json> Panels() {
  std::vector<nlohmann::json> panels;
  const nlohmann::json dashboard = Dashboard();
  for (const nlohmann::json& panel : dashboard.at("panels")) {
    if (panel.at("type") != "row") panels.push_back(panel);
  }
  return panels;
}

// The variables whose values come from the data source.
inline std::vector<nlohmann::json> QueryVariables() {
  std::vector<nlohmann::json> variables;
  const nlohmann::json dashboard = Dashboard();
  for (const nlohmann::json& variable : dashboard.at("templating").at("list")) {
    if (variable.at("type") == "query") variables.push_back(variable);
  }
  return variables;
}

}  // namespace exporter::tests

#endif  // TESTS_GRAFANA_DASHBOARD_H_
