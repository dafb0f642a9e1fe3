// Two sites joined by Thanos: each Prometheus has a sidecar, Thanos Query reads the sidecars, and
// Thanos Ruler evaluates the global rules. Thanos is the program $THANOS.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/k8s/document_examples.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

// A part of Thanos, such as "sidecar".
class ThanosPart : public Server {
 public:
  ThanosPart(const std::string& part, const Arguments& flags)
      : Server(ArgumentsOf(part, flags), "/-/ready") {}

  std::string GrpcAddress() const { return AddressOn(kGrpcHost); }

 private:
  static Arguments ArgumentsOf(const std::string& part, const Arguments& flags) {
    const char* const program = std::getenv("THANOS");
    if (program == nullptr) throw std::runtime_error("$THANOS is not set; use make e2e-sites");
    Arguments arguments = {program, part, "--http-address=127.0.0.1:0",
                           "--grpc-address=127.0.0.2:0"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return arguments;
  }
};

// Sidecars for the Prometheus servers, and Thanos Query.
class Thanos {
 public:
  explicit Thanos(const Sites& sites) {
    for (const Site* const site : {&sites.east, &sites.west}) {
      for (std::size_t i = 0; i < site->prometheus().size(); ++i) {
        sidecars_.push_back(std::make_unique<ThanosPart>(
            "sidecar", Arguments{"--prometheus.url=" + site->prometheus()[i]->Url(),
                                 "--tsdb.path=" + site->DataOf(static_cast<int>(i))}));
        AddEndpoint(sidecars_.back()->GrpcAddress());
      }
    }
  }

  // Evaluates the rules. Its recorded series can be queried.
  std::unique_ptr<ThanosPart> StartRuler(const std::string& rules) {
    auto ruler = std::make_unique<ThanosPart>(
        "rule", Arguments{"--data-dir=" + folder_.path() + "/ruler",
                          "--rule-file=" + folder_.Write("rules.yml", rules), "--label=ruler=\"0\"",
                          "--query=" + query_.address()});
    AddEndpoint(ruler->GrpcAddress());
    return ruler;
  }

  const Server& query() const { return query_; }

 private:
  // Query reads the file again each second.
  void AddEndpoint(const std::string& address) {
    endpoints_ += fmt::format("- address: {}\n", address);
    folder_.Write("endpoints.yml", endpoints_);
  }

  const TemporaryFolder folder_;
  std::string endpoints_ = "endpoints:\n";
  std::vector<std::unique_ptr<ThanosPart>> sidecars_;
  ThanosPart query_{"query",
                    {"--endpoint.sd-config-file=" + folder_.Write("endpoints.yml", endpoints_),
                     "--endpoint.sd-config-reload-interval=1s", "--store.sd-dns-interval=1s",
                     "--query.replica-label=prometheus_replica", "--query.replica-label=ruler"}};
};

TEST(ThanosTest, FindsADuplicateBetweenSites) {
  Sites sites;
  Thanos thanos(sites);
  const auto ruler = thanos.StartRuler(Faster(GlobalRules()));
  thanos.query().WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  ExpectEachPoolOnce(thanos.query());
  ExpectAlertForDuplicate(sites, *ruler);
}

// An external label `cluster` replaces the label of the exporters.
TEST(ThanosTest, OverwritesTheLabelOfTheExporters) {
  const Sites sites({.external_labels = ", cluster: management"});
  const Thanos thanos(sites);
  thanos.query().WaitForValue("count(count by (site) (metallb_cluster_info))", "2");
  thanos.query().WaitForValue("count(count by (cluster) (metallb_cluster_info))", "1");
  thanos.query().WaitForValue(
      "count(count by (site) (metallb_cluster_info{cluster=\"management\"}))", "2");
}

// The documents: another name for the label, in the exporters and in the rules.
class RenamedThanosTest : public DocumentExamples {};

TEST_F(RenamedThanosTest, KeepsAnotherNameOfTheLabel) {
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      if (!command.starts_with("sed ") || command.find("global-rules.yaml") == std::string::npos) {
        continue;
      }
      EXPECT_EQ(RunIn(checkout_, command).status, 0) << command;
    }
  }
  Sites sites({.exporter_flags = {"--metrics.cluster-label=k8s_cluster"},
               .external_labels = ", cluster: management"});
  Thanos thanos(sites);
  const auto ruler =
      thanos.StartRuler(Faster(ReadText(checkout_ + "/k8s/alerts/global-rules.yaml")));
  thanos.query().WaitForValue("count(count by (cluster, k8s_cluster) (metallb_address_info))", "2");
  ExpectAlertForDuplicate(sites, *ruler);
}

}  // namespace
}  // namespace exporter::tests
