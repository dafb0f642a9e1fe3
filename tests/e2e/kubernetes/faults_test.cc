// Faults of a real control plane. While a fault lasts, the exporter serves the data of the last
// successful poll.

#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

constexpr const char* kUp = R"(metallb_exporter_cluster_up{cluster="real"})";
constexpr const char* kPolls = R"(metallb_exporter_cluster_polls_total{cluster="real"})";
constexpr const char* kCapacity =
    R"(metallb_pool_capacity_addresses{cluster="real",pool="web",family="ipv4"})";

std::string Errors(const std::string& reason) {
  return R"(metallb_exporter_cluster_poll_errors_total{cluster="real",reason=")" + reason + "\"}";
}

class FaultsTest : public testing::Test {
 protected:
  FaultsTest() {
    cluster_.Admin()->Create("/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools",
                             {{"apiVersion", "metallb.io/v1beta1"},
                              {"kind", "IPAddressPool"},
                              {"metadata", {{"name", "web"}}},
                              {"spec", {{"addresses", {"192.168.1.10-192.168.1.49"}}}}});
    ExpectUp();
  }

  std::string MakeKubeconfig() {
    cluster_.MakeReaderKubeconfig(folder_.path() + "/real.yaml");
    return folder_.path();
  }

  // Expects that polls fail with the reason, and that the data of the last successful poll stays.
  void ExpectDown(const std::string& reason) {
    EXPECT_TRUE(exporter_.WaitForValue(kUp, 0));
    EXPECT_TRUE(WaitFor([&] { return exporter_.ValueOf(Errors(reason)) > 0; }))
        << exporter_.process().errors();
    EXPECT_EQ(exporter_.ValueOf(kCapacity), 40);
    EXPECT_EQ(exporter_.ValueOf("metallb_fleet_clusters{network=\"default\",state=\"stale\"}"), 1);
  }

  void ExpectUp() {
    EXPECT_TRUE(exporter_.WaitForValue(kUp, 1)) << exporter_.process().errors();
    EXPECT_TRUE(exporter_.WaitForValue(kCapacity, 40));
  }

  void WaitForPolls(double count) {
    const double before = exporter_.ValueOf(kPolls).value();
    EXPECT_TRUE(WaitFor([&] { return exporter_.ValueOf(kPolls) >= before + count; }));
  }

  RealCluster cluster_;
  TemporaryFolder folder_;
  RunningExporter exporter_{MakeKubeconfig(), {"--collector.timeout", "5s"}};
};

TEST_F(FaultsTest, TheApiServerStopsAndStarts) {
  cluster_.StopApiServer();
  ExpectDown("unreachable");
  cluster_.StartApiServer();
  ExpectUp();
}

TEST_F(FaultsTest, EtcdStopsAndStarts) {
  cluster_.StopEtcd();
  // The server accepts the request and never responds.
  ExpectDown("timeout");
  cluster_.StartEtcd();
  ExpectUp();
}

TEST_F(FaultsTest, RightsAreRemovedAndRestored) {
  cluster_.Kubectl({"delete", "clusterrolebinding", "metallb-pool-exporter-reader"});
  ExpectDown("forbidden");
  cluster_.Kubectl({"apply", "-k", PROJECT "/k8s/remote"});
  ExpectUp();
}

TEST_F(FaultsTest, TheServiceAccountIsDeletedAndReplaced) {
  cluster_.Kubectl({"--namespace", "metallb-pool-exporter-reader", "delete", "serviceaccount",
                    "metallb-pool-exporter-reader"});
  ExpectDown("unauthorized");
  MakeKubeconfig();
  exporter_.process().Signal(SIGHUP);
  ExpectUp();
}

TEST_F(FaultsTest, TheServingCertificateIsRotated) {
  const std::string before = cluster_.ServedCertificate();
  cluster_.RotateCertificate();
  ASSERT_TRUE(WaitFor([&] { return cluster_.ServedCertificate() != before; }));
  WaitForPolls(3);
  // Open connections still use the previous certificate.
  cluster_.StopApiServer();
  ExpectDown("unreachable");
  cluster_.StartApiServer();
  ExpectUp();
  EXPECT_EQ(exporter_.ValueOf(Errors("tls")), 0);
}

TEST_F(FaultsTest, TheServingCertificateIsOfAnUnknownAuthority) {
  cluster_.StopApiServer();
  cluster_.ServeCertificateOf(MakeAuthority("another"));
  cluster_.StartApiServer();
  ExpectDown("tls");
  cluster_.RotateCertificate();
  ExpectUp();
}

}  // namespace
}  // namespace exporter::tests
