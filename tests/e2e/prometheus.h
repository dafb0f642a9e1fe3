// Runs a real Prometheus, which scrapes exporters and evaluates queries and rules.

#ifndef TESTS_E2E_PROMETHEUS_H_
#define TESTS_E2E_PROMETHEUS_H_

#include <httplib.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {

class Prometheus {
 public:
  // Scrapes the targets ("127.0.0.1:10472") and evaluates the rules every 200 ms. Its files are in
  // `folder`. Returns when Prometheus is ready.
  Prometheus(const TemporaryFolder& folder, const std::vector<std::string>& targets,
             const std::vector<std::string>& rule_files = {})
      : process_(Guarded(
            {"prometheus",
             "--config.file=" + folder.Write("prometheus.yml",
                                             "global: {scrape_interval: 200ms, "
                                             "scrape_timeout: 200ms, evaluation_interval: 200ms}\n"
                                             "rule_files: [" +
                                                 Joined(rule_files) +
                                                 "]\n"
                                                 "scrape_configs:\n"
                                                 "- job_name: metallb-pool-exporter\n"
                                                 "  honor_labels: true\n"
                                                 "  static_configs: [{targets: [" +
                                                 Joined(targets) + "]}]\n"),
             "--storage.tsdb.path=" + folder.path() + "/tsdb", "--web.listen-address=127.0.0.1:0",
             "--log.level=info"})) {
    address_ = process_.WaitForOutput("msg=\"Listening on\" address=");
    process_.WaitForOutput("Server is ready to receive web requests");
  }

  Json Get(const std::string& path) const {
    httplib::Client client("http://" + address_);
    const auto response = client.Get(path);
    return response && Json::IsValid(response->body) ? Json::Parse(response->body) : Json();
  }

  // The value of the query; nullopt unless the result is exactly one series.
  std::optional<std::string> ValueOf(const std::string& query) const {
    const Json answer = Get("/api/v1/query?query=" + httplib::detail::encode_query_param(query));
    const Json series = answer["data"]["result"];
    if (series.size() != 1) return std::nullopt;
    return series[0].at("value").at(1).String();
  }

  // Waits until the query has a value, and returns the value.
  std::string WaitForValue(const std::string& query) const {
    std::optional<std::string> value;
    WaitUntil([&] { return (value = ValueOf(query)).has_value(); },
              [&] { return "a single value of " + query; });
    return *value;
  }

 private:
  // The elements of a YAML list, quoted.
  static std::string Joined(const std::vector<std::string>& texts) {
    std::string joined;
    for (const std::string& text : texts) joined += (joined.empty() ? "'" : ", '") + text + "'";
    return joined;
  }

  Process process_;
  std::string address_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_PROMETHEUS_H_
