// The inhibition rules in a real Alertmanager: only the worst alert of each kind is sent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

std::string WriteConfiguration(const TemporaryFolder& folder) {
  return folder.Write("alertmanager.yml",
                      ReadText(std::string(PROJECT) + "/k8s/alerts/inhibition-rules.yaml") +
                          "route: {receiver: none}\nreceivers: [{name: none}]\n");
}

TEST(InhibitionRules, AreValidInAConfiguration) {
  const TemporaryFolder folder;
  const auto checked = RunProgram({"amtool", "check-config", WriteConfiguration(folder)});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
  EXPECT_THAT(checked.output, testing::HasSubstr(" - 4 inhibit rules"));
}

// An alert of a cluster whose network has the same name.
std::string Alert(const std::string& name, const std::string& cluster,
                  const std::string& address = "") {
  return R"({"labels": {"pool": "web", "family": "ipv4", "alertname": ")" + name +
         R"(", "cluster": ")" + cluster + R"(", "network": ")" + cluster + R"(", "address": ")" +
         address + "\"}}";
}

// The state of each "cluster/alert", followed by the address if there is one.
std::map<std::string, std::string> States(httplib::Client& client) {
  std::map<std::string, std::string> states;
  const auto response = client.Get("/api/v2/alerts");
  if (!response) return states;
  for (const Json& alert : Json::Parse(response->body).Elements()) {
    const Json& labels = alert["labels"];
    std::string name = labels["cluster"].String() + "/" + labels["alertname"].String();
    if (labels.contains("address")) name += ' ' + labels["address"].String();
    states[name] = alert["status"]["state"].String();
  }
  return states;
}

// Debian's Alertmanager reads a template from /usr/share. If the package is only unpacked, the
// program sees the unpacked folder there.
std::vector<std::string> Alertmanager() {
  if (std::filesystem::exists("/usr/share/prometheus/alertmanager/default.tmpl")) {
    return {"prometheus-alertmanager"};
  }
  return {"unshare",
          "--mount",
          "--map-root-user",
          "sh",
          "-c",
          R"sh(mount --bind "$(dirname "$(command -v "$1")")/../share" /usr/share && exec "$@")sh",
          "sh",
          "prometheus-alertmanager"};
}

TEST(InhibitionRules, SuppressAllButTheWorstOfEachPoolAndCluster) {
  const TemporaryFolder folder;
  std::vector<std::string> command = Alertmanager();
  command.insert(command.end(), {"--config.file=" + WriteConfiguration(folder),
                                 "--storage.path=" + folder.path() + "/data",
                                 "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="});
  const Process alertmanager(command);
  httplib::Client client("http://" + alertmanager.WaitForOutput("msg=\"Listening on\" address="));
  std::string alerts = '[' + Alert("MetalLBPoolUtilizationHigh", "a");
  for (const auto& [name, cluster] : std::initializer_list<std::pair<const char*, const char*>>{
           {"MetalLBPoolNearlyExhausted", "a"},
           {"MetalLBPoolExhausted", "a"},
           {"MetalLBPoolUtilizationHigh", "b"},
           {"MetalLBPoolNearlyExhausted", "b"},
           {"MetalLBPoolUtilizationHigh", "c"},
           {"MetalLBClusterUnreachable", "a"},
           {"MetalLBClusterUnstable", "a"},
           {"MetalLBClusterUnstable", "b"},
           {"MetalLBDuplicateAddress", "a"},
           {"MetalLBAddressContested", "a"},
           {"MetalLBAddressContested", "b"}}) {
    alerts += ',' + Alert(name, cluster);
  }
  for (const auto& [name, address] : std::initializer_list<std::pair<const char*, const char*>>{
           {"MetalLBDuplicateAddress", "192.0.2.1"},
           {"MetalLBAddressContested", "192.0.2.1"},
           {"MetalLBAddressContested", "192.0.2.2"}}) {
    alerts += ',' + Alert(name, "c", address);
  }
  const auto posted = client.Post("/api/v2/alerts", alerts + ']', "application/json");
  ASSERT_TRUE(posted);
  ASSERT_EQ(posted->status, 200) << posted->body;

  const std::map<std::string, std::string> wanted = {
      {"a/MetalLBPoolExhausted", "active"},
      {"a/MetalLBPoolNearlyExhausted", "suppressed"},
      {"a/MetalLBPoolUtilizationHigh", "suppressed"},
      {"b/MetalLBPoolNearlyExhausted", "active"},
      {"b/MetalLBPoolUtilizationHigh", "suppressed"},
      {"c/MetalLBPoolUtilizationHigh", "active"},
      {"a/MetalLBClusterUnreachable", "active"},
      {"a/MetalLBClusterUnstable", "suppressed"},
      {"b/MetalLBClusterUnstable", "active"},
      {"a/MetalLBDuplicateAddress", "active"},
      {"a/MetalLBAddressContested", "suppressed"},
      {"b/MetalLBAddressContested", "active"},
      {"c/MetalLBDuplicateAddress 192.0.2.1", "active"},
      {"c/MetalLBAddressContested 192.0.2.1", "suppressed"},
      {"c/MetalLBAddressContested 192.0.2.2", "active"}};
  std::map<std::string, std::string> states;
  WaitUntil([&] { return (states = States(client)) == wanted; },
            [&] { return "the expected states; states: " + testing::PrintToString(states); });
}

}  // namespace
}  // namespace exporter::tests
