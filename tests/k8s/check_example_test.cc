// The example of `check` in README.md: the program prints the same for three stand-in clusters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/k8s/documents.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using standin::ApiServer;
using standin::ClusterState;

// Adds `count` Services with consecutive addresses, from prefix + first.
void AddServices(ClusterState& cluster, const std::string& name, const std::string& prefix,
                 int first, int count) {
  for (int i = 0; i < count; ++i) {
    cluster.Put(standin::kServices,
                standin::MakeService("shop", name + "-" + std::to_string(i + 1),
                                     {.addresses = {prefix + std::to_string(first + i)}}));
  }
}

void FillClusterA(ClusterState& cluster) {
  cluster.Put(standin::kPools, standin::MakePool("cluster-a-pool", {"192.168.1.10-192.168.1.49"}));
  AddServices(cluster, "web", "192.168.1.", 10, 32);
  AddServices(cluster, "login", "192.168.1.", 49, 1);
  cluster.Put(standin::kPeers, standin::MakePeer("router", 64501));
}

void FillClusterB(ClusterState& cluster) {
  cluster.Put(standin::kPools, standin::MakePool("cluster-b-pool",
                                                 {"192.168.1.46-192.168.1.89", "2001:db8:b::/64"}));
  AddServices(cluster, "queue", "192.168.1.", 49, 14);
  AddServices(cluster, "queue6", "2001:db8:b::", 1, 2);
}

void FillClusterC(ClusterState& cluster) {
  cluster.Put(standin::kPools, standin::MakePool("cluster-c-edge", {"192.168.2.0/29"}));
  cluster.Put(standin::kPools, standin::MakePool("cluster-c-pool", {"192.168.1.90-192.168.1.121"}));
  AddServices(cluster, "edge", "192.168.2.", 1, 1);
  AddServices(cluster, "api", "192.168.1.", 90, 11);
  cluster.Put(standin::kPeers, standin::MakePeer("router", 64501));
}

TEST(CheckExample, IsTheOutputOfTheProgram) {
  const TemporaryFolder folder;
  ApiServer a({.uid = "a"});
  ApiServer b({.uid = "b"});
  ApiServer c({.uid = "c"});
  FillClusterA(a.state());
  FillClusterB(b.state());
  FillClusterC(c.state());
  for (const auto& [name, server] :
       {std::pair{"cluster-a", &a}, std::pair{"cluster-b", &b}, std::pair{"cluster-c", &c}}) {
    folder.Write(name,
                 "apiVersion: v1\nkind: Config\n"
                 "clusters: [{name: c, cluster: {server: '" +
                     server->Url() +
                     "'}}]\n"
                     "contexts: [{name: c, context: {cluster: c}}]\n");
  }
  const auto run = RunProgram({EXPORTER, "check", "--problems", "--kubeconfig", folder.path()});
  EXPECT_EQ(run.status, 2) << run.errors;
  EXPECT_THAT(Blocks(Documents().front(), "console"),
              testing::Contains("$ metallb-pool-exporter check --problems\n" + run.output));
}

}  // namespace
}  // namespace exporter::tests
