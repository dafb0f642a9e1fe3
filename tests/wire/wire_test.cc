#include "tests/wire/wire_test.h"

#include <algorithm>

#include "tests/standin/cluster_state.h"

namespace exporter::tests {
namespace {

std::string NameOf(const Json& answer) {
  if (answer.contains("node")) return answer["cluster"].String() + '/' + answer["node"].String();
  if (answer.contains("cluster")) return answer["cluster"].String();
  return answer[answer.contains("name") ? "name" : "mac"].String();
}

Arguments AddressesOf(const Prefix& prefix, int own, const std::vector<int>& others) {
  Arguments addresses = {prefix.OfSubnet(own)};
  for (const int each : others) addresses.push_back(prefix.Alone(each));
  return addresses;
}

}  // namespace

std::map<std::string, std::string> Scanned::Findings() const {
  std::map<std::string, std::string> findings;
  for (const Json& finding : json["findings"].Elements()) {
    std::string text = finding["verdict"].String();
    for (const Json& answer : finding["answers"].Elements()) text += ' ' + NameOf(answer);
    findings[finding["address"].String()] = text;
  }
  return findings;
}

std::string Scanned::Notes() const {
  std::string text = errors;
  for (const Json& note : json["notes"].Elements()) text += note.String() + '\n';
  return text;
}

WireTest::WireTest() : kubeconfig_(WriteKubeconfig("127.0.0.1")) {}

void WireTest::SetUp() {
  if (!network_.exists()) GTEST_SKIP() << "only root can create a network for this test";
}

void WireTest::AddPool(standin::ApiServer& cluster, const std::string& name,
                       const std::vector<std::string>& ranges) {
  cluster.state().Put(standin::kPools, standin::MakePool(name, ranges));
}

void WireTest::Assign(standin::ApiServer& cluster, const std::string& name,
                      const std::string& address) {
  cluster.state().Put(standin::kServices,
                      standin::MakeService("shop", name, {.addresses = {address}}));
}

void WireTest::AddNode(standin::ApiServer& cluster, const std::string& name,
                       const std::vector<std::string>& addresses) {
  cluster.state().Put(standin::kNodes, standin::MakeNode(name, addresses));
}

void WireTest::AddHosts(const Prefix& prefix, const std::vector<int>& a1,
                        const std::vector<int>& a2, const std::vector<int>& b1,
                        const std::vector<int>& x) {
  network_.AddHost("a1", "02:00:00:00:0a:01", AddressesOf(prefix, 11, a1));
  network_.AddHost("a2", "02:00:00:00:0a:02", AddressesOf(prefix, 12, a2));
  network_.AddHost("b1", "02:00:00:00:0b:01", AddressesOf(prefix, 21, b1));
  network_.AddHost("x", "02:00:00:00:0f:01", AddressesOf(prefix, 99, x));
  AddNode(a_, "a1", {prefix(11)});
  AddNode(a_, "a2", {prefix(12)});
  AddNode(b_, "b1", {prefix(21)});
}

void WireTest::AddAddress(const std::string& host, const std::string& address) {
  Arguments command = {"ip", "-n", host, "address", "add", address, "dev", "eth0"};
  if (address.find(':') != std::string::npos) command.emplace_back("nodad");
  Command(command);
}

void WireTest::RemoveAddress(const std::string& host, const std::string& address) {
  Command({"ip", "-n", host, "address", "del", address, "dev", "eth0"});
}

Arguments WireTest::ScanArguments(const Arguments& flags) const {
  const std::map<std::string, std::string> defaults = {
      {"-o", "json"},      {"--kubeconfig", kubeconfig_}, {"--rate", "2000"},
      {"--wait", "500ms"}, {"--confirm", "10ms"},
  };
  Arguments arguments = {EXPORTER, "scan"};
  for (const auto& [name, value] : defaults) {
    if (std::find(flags.begin(), flags.end(), name) != flags.end()) continue;
    arguments.insert(arguments.end(), {name, value});
  }
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return arguments;
}

Scanned WireTest::Read(const Finished& finished) {
  Scanned scanned{.status = finished.status, .errors = finished.errors, .json = {}};
  if (Json::IsValid(finished.output)) scanned.json = Json::Parse(finished.output);
  return scanned;
}

Scanned WireTest::ScanAs(const Arguments& before, const Arguments& flags) const {
  network_.Settle();
  Arguments arguments = before;
  for (const std::string& each : ScanArguments(flags)) arguments.push_back(each);
  return Read(RunProgram(arguments));
}

Scanned WireTest::Scan(const Arguments& flags) const { return ScanAs({}, flags); }

std::string WireTest::WriteKubeconfig(const std::string& host) const {
  const auto url = [&host](const standin::ApiServer& server) {
    return "http://" + host + ':' + std::to_string(server.port());
  };
  return folder_.Write("config-" + host,
                       "clusters:\n- {name: a, cluster: {server: '" + url(a_) +
                           "'}}\n- {name: b, cluster: {server: '" + url(b_) +
                           "'}}\nusers: [{name: u, user: {}}]\n"
                           "contexts:\n- {name: cluster-a, context: {cluster: a, user: u}}\n"
                           "- {name: cluster-b, context: {cluster: b, user: u}}\n");
}

}  // namespace exporter::tests
