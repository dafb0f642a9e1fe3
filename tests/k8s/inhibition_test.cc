// The inhibition rules in a real Alertmanager: only the worst alert about a pool is sent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

using nlohmann::json;

std::string WriteConfiguration(const TemporaryFolder& folder) {
  return folder.Write("alertmanager.yml",
                      ReadText(std::string(PROJECT) + "/k8s/alerts/inhibition-rules.yaml") +
                          "route: {receiver: none}\nreceivers: [{name: none}]\n");
}

TEST(InhibitionRules, AreValidInAConfiguration) {
  const TemporaryFolder folder;
  const auto checked = RunProgram({"amtool", "check-config", WriteConfiguration(folder)});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
  EXPECT_THAT(checked.output, testing::HasSubstr(" - 2 inhibit rules"));
}

json Alert(const std::string& name, const std::string& cluster) {
  return {
      {"labels", {{"alertname", name}, {"cluster", cluster}, {"pool", "web"}, {"family", "ipv4"}}}};
}

// The state of each "cluster/alert".
std::map<std::string, std::string> States(httplib::Client& client) {
  std::map<std::string, std::string> states;
  const auto response = client.Get("/api/v2/alerts");
  if (!response) return states;
  for (const json& alert : json::parse(response->body)) {
    const json& labels = alert["labels"];
    states[labels["cluster"].get<std::string>() + "/" + labels["alertname"].get<std::string>()] =
        alert["status"]["state"];
  }
  return states;
}

TEST(InhibitionRules, SuppressAllButTheWorstOfEachPool) {
  const TemporaryFolder folder;
  const Process alertmanager({"prometheus-alertmanager",
                              "--config.file=" + WriteConfiguration(folder),
                              "--storage.path=" + folder.path() + "/data",
                              "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="});
  httplib::Client client("http://" + alertmanager.WaitForOutput("msg=\"Listening on\" address="));
  const json alerts = {
      Alert("MetalLBPoolUtilizationHigh", "a"), Alert("MetalLBPoolNearlyExhausted", "a"),
      Alert("MetalLBPoolExhausted", "a"),       Alert("MetalLBPoolUtilizationHigh", "b"),
      Alert("MetalLBPoolNearlyExhausted", "b"), Alert("MetalLBPoolUtilizationHigh", "c")};
  const auto posted = client.Post("/api/v2/alerts", alerts.dump(), "application/json");
  ASSERT_TRUE(posted);
  ASSERT_EQ(posted->status, 200) << posted->body;

  const std::map<std::string, std::string> wanted = {{"a/MetalLBPoolExhausted", "active"},
                                                     {"a/MetalLBPoolNearlyExhausted", "suppressed"},
                                                     {"a/MetalLBPoolUtilizationHigh", "suppressed"},
                                                     {"b/MetalLBPoolNearlyExhausted", "active"},
                                                     {"b/MetalLBPoolUtilizationHigh", "suppressed"},
                                                     {"c/MetalLBPoolUtilizationHigh", "active"}};
  std::map<std::string, std::string> states;
  WaitUntil([&] { return (states = States(client)) == wanted; },
            [&] { return "the expected states; states: " + testing::PrintToString(states); });
}

}  // namespace
}  // namespace exporter::tests
