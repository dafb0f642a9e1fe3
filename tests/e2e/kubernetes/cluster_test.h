// Scenarios on one cluster and one exporter, which they share and leave empty.

#ifndef TESTS_E2E_KUBERNETES_CLUSTER_TEST_H_
#define TESTS_E2E_KUBERNETES_CLUSTER_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/e2e/kubernetes/metallb_cluster.h"
#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

class ClusterTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = std::make_unique<Shared>(); }
  static void TearDownTestSuite() { shared_.reset(); }

  // What must hold once everything is at rest.
  struct Rest {
    PoolUses pools;
    double assigned_services = 0;
    double pending_services = 0;
    // Where MetalLB's own figures are others, since its arithmetic is wrong.
    PoolUses metallb_says = {};
  };

  void TearDown() override {
    cluster().Clear();
    WaitFor([&] { return UsesByExporter(exporter().Metrics(), "real").empty(); });
  }

  static MetallbCluster& cluster() { return shared_->cluster; }
  static const RunningExporter& exporter() { return shared_->exporter; }

  // A series of our cluster, by its name and the labels behind `cluster`.
  static std::string Series(const std::string& name, const std::string& labels = "") {
    return name + "{cluster=\"real\"" + (labels.empty() ? "" : "," + labels) + "}";
  }

  // The exporter, MetalLB's metrics and the pools' status come to say exactly that.
  static void ExpectRest(const Rest& rest,
                         std::chrono::steady_clock::duration patience = kPatience) {
    PoolUses status = rest.pools;
    for (const auto& [pool, use] : rest.metallb_says) status[pool] = use;
    const PoolUses metallb = WithBoth(status);
    Views views;
    WaitFor(
        [&] {
          views = Look();
          return views.pools == rest.pools && views.metallb == metallb &&
                 views.status.value_or(status) == status &&
                 views.assigned_services == rest.assigned_services &&
                 views.pending_services == rest.pending_services;
        },
        patience);
    EXPECT_EQ(views.pools, rest.pools) << exporter().process().errors();
    EXPECT_EQ(views.metallb, metallb);
    EXPECT_EQ(views.status.value_or(status), status);
    EXPECT_EQ(views.assigned_services, rest.assigned_services);
    EXPECT_EQ(views.pending_services, rest.pending_services);
  }

 private:
  struct Shared {
    // A folder, so that the file's name is the cluster's.
    std::string Kubeconfig() {
      cluster.control_plane().MakeReaderKubeconfig(folder.path() + "/real.yaml");
      return folder.path();
    }

    TemporaryFolder folder;
    MetallbCluster cluster;
    RunningExporter exporter{Kubeconfig()};
  };

  struct Views {
    PoolUses pools;
    PoolUses metallb;
    std::optional<PoolUses> status;  // nullopt: this MetalLB writes none
    std::optional<double> assigned_services;
    std::optional<double> pending_services;
  };

  static Views Look() {
    const std::string metrics = exporter().Metrics();
    const auto services = [&](const std::string& state) {
      return ValueOf(metrics, Series("metallb_cluster_services", "state=\"" + state + "\""));
    };
    return {.pools = UsesByExporter(metrics, "real"),
            .metallb = cluster().UsesByMetrics(),
            .status =
                MetallbWritesStatus() ? std::optional(cluster().UsesByPoolStatus()) : std::nullopt,
            .assigned_services = services("assigned"),
            .pending_services = services("pending")};
  }

  static inline std::unique_ptr<Shared> shared_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_CLUSTER_TEST_H_
