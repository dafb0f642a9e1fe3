// The rights of k8s/: each mode of the exporter requests exactly what its ClusterRole grants, and
// no request is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <string>

#include "tests/e2e/kubernetes/audit_log.h"
#include "tests/e2e/kubernetes/deployed_exporter.h"
#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

constexpr const char* kReader = "metallb-pool-exporter-reader";
constexpr const char* kInCluster = "metallb-pool-exporter";
// Kubernetes grants it to every account.
constexpr const char* kVersion = "get /version";

class RightsTest : public testing::Test {
 protected:
  RightsTest() { cluster_.MakeReaderKubeconfig(folder_.path() + "/real.yaml"); }

  Requests RequestsOf(const std::string& name) const {
    return ReadAuditLog(cluster_.audit_log_file(), "system:serviceaccount:" + name + ":" + name);
  }

  // The rights of the account's ClusterRole, which has its name. Only a scan uses the right that is
  // not returned, and only watch mode the rights to watch.
  Rights Granted(const std::string& name) const {
    Rights rights =
        RightsOf(cluster_.Admin()->Get("/apis/rbac.authorization.k8s.io/v1/clusterroles/" + name));
    EXPECT_EQ(rights.erase("list servicel2statuses.metallb.io"), 1U);
    if (!watches_)
      std::erase_if(rights, [](const auto& each) { return each.starts_with("watch "); });
    return rights;
  }

  // Calls `run` while the cluster serves IPAddressPools, and again after that ends: then the
  // exporter searches for the configuration of an older MetalLB. `run` ends when the account has
  // requested at least `expected`.
  void ExpectOnlyGrantedRequests(const std::string& name,
                                 const std::function<void(const Rights& expected)>& run) {
    Rights with_metallb = Granted(name);
    with_metallb.insert(kVersion);
    const Rights all = with_metallb;
    with_metallb.erase("list addresspools.metallb.io");
    with_metallb.erase("get configmaps/config");
    run(with_metallb);
    EXPECT_EQ(RequestsOf(name).all, with_metallb);
    StopServingPools();
    run(all);
    EXPECT_EQ(RequestsOf(name).all, all);
    EXPECT_EQ(RequestsOf(name).refused, Rights());
  }

  // The cluster keeps the definition: its deletion sometimes takes five minutes.
  void StopServingPools() const {
    cluster_.Kubectl({"patch", "crd", "ipaddresspools.metallb.io", "--type=json", "--patch",
                      R"([{"op": "replace", "path": "/spec/versions/0/served", "value": false}])"});
    constexpr int kNotFound = 404;
    EXPECT_TRUE(WaitFor([&] {
      return cluster_.Admin()->StatusOf("/apis/metallb.io/v1beta1/ipaddresspools") == kNotFound;
    }));
  }

  bool WaitForRequests(const std::string& name, const Rights& expected) const {
    return WaitFor([&] { return RequestsOf(name).all == expected; });
  }

  RealCluster cluster_;
  TemporaryFolder folder_;
  bool watches_ = false;
};

TEST_F(RightsTest, ServeWithAKubeconfigRequestsWhatRemoteGrants) {
  ExpectOnlyGrantedRequests(kReader, [&](const Rights& expected) {
    const RunningExporter exporter(folder_.path());
    EXPECT_TRUE(WaitForRequests(kReader, expected)) << exporter.process().errors();
  });
}

TEST_F(RightsTest, WatchModeRequestsWhatRemoteGrants) {
  watches_ = true;
  ExpectOnlyGrantedRequests(kReader, [&](const Rights& expected) {
    const RunningExporter exporter(folder_.path(), {"--collector.mode=watch"});
    EXPECT_TRUE(WaitForRequests(kReader, expected)) << exporter.process().errors();
  });
}

TEST_F(RightsTest, CheckRequestsWhatRemoteGrants) {
  ExpectOnlyGrantedRequests(kReader, [&](const Rights& expected) {
    const auto checked = RunProgram({EXPORTER, "check", "--kubeconfig", folder_.path()});
    EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
    EXPECT_TRUE(WaitForRequests(kReader, expected));
  });
}

TEST_F(RightsTest, ServeInAPodRequestsWhatSingleClusterGrants) {
  if (!CanRunAsAPod()) GTEST_SKIP() << "this machine allows no private /run";
  cluster_.Kubectl({"apply", "-k", PROJECT "/k8s/overlays/single-cluster"});
  ExpectOnlyGrantedRequests(kInCluster, [&](const Rights& expected) {
    const TemporaryFolder account;
    const auto exporter = RunAsAPod(cluster_, account);
    EXPECT_TRUE(WaitForRequests(kInCluster, expected)) << exporter->errors();
  });
}

}  // namespace
}  // namespace exporter::tests
