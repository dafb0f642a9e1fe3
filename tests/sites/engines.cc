#include "tests/sites/engines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/k8s/documents.h"
#include "tests/support/process.h"

namespace exporter::tests {
namespace {

// The documented configuration, with the addresses of the servers.
std::string CentralConfiguration(const Sites& sites, const std::string& rule_file) {
  std::string config = YamlBlock("metrics_path: /federate");
  const auto targets = config.find("  - targets: ");
  if (targets == std::string::npos) throw std::runtime_error("no targets in:\n" + config);
  config.resize(targets);
  std::vector<std::string> addresses;
  for (const std::string& address : sites.PrometheusAddresses()) {
    addresses.push_back('\'' + address + '\'');
  }
  return fmt::format("{}  - targets: [{}]\n", config, fmt::join(addresses, ", ")) +
         "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n" +
         "rule_files: ['" + rule_file + "']\n";
}

// The command of a program in the blocks of the documents, with more flags.
Arguments DocumentedCommand(const std::string& program, const Arguments& flags) {
  for (const Document& document : Documents()) {
    for (const std::string& block : Blocks(document, "sh")) {
      std::istringstream lines(block);
      for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(program + " -")) continue;
        std::istringstream words(line);
        Arguments command{std::istream_iterator<std::string>(words), {}};
        command.insert(command.end(), flags.begin(), flags.end());
        return command;
      }
    }
  }
  throw std::runtime_error("no document has a command of " + program);
}

}  // namespace

Server StartCentral(const TemporaryFolder& folder, const Sites& sites, const std::string& rules) {
  const std::string config = CentralConfiguration(sites, folder.Write("central-rules.yml", rules));
  return Server(
      {"prometheus", "--config.file=" + folder.Write("central.yml", config),
       "--storage.tsdb.path=" + folder.path() + "/central", "--web.listen-address=127.0.0.1:0"},
      "/-/ready");
}

Server StartVictoriaMetrics(const TemporaryFolder& folder) {
  return Server(DocumentedCommand("victoria-metrics",
                                  {"-storageDataPath=" + folder.path() + "/victoria-metrics",
                                   "-httpListenAddr=127.0.0.1:0"}),
                "/health");
}

std::string RemoteWriteUrl(const Server& victoria_metrics) {
  return victoria_metrics.Url() + "/api/v1/write";
}

Server StartVmalert(const TemporaryFolder& folder, const Server& victoria_metrics,
                    const std::string& rules) {
  const std::string url = victoria_metrics.Url();
  return Server(DocumentedCommand("vmalert", {"-rule=" + folder.Write("vmalert-rules.yml", rules),
                                              "-datasource.url=" + url, "-remoteWrite.url=" + url,
                                              "-remoteRead.url=" + url, "-notifier.url=" + url,
                                              "-httpListenAddr=127.0.0.1:0"}),
                "/health");
}

}  // namespace exporter::tests
