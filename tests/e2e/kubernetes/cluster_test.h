// A fixture with a real cluster with MetalLB, and an exporter that polls it. All tests share both.
// After each test, all Services and pools are removed.

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

  // The expected numbers, after the exporter and MetalLB have processed all changes.
  struct Expected {
    PoolUses pools;
    double assigned_services = 0;
    double pending_services = 0;
    // MetalLB's numbers for the pools for which MetalLB's arithmetic is wrong.
    PoolUses metallb_counts = {};
  };

  void TearDown() override {
    cluster().Clear();
    WaitFor([&] { return UsesByExporter(exporter().Metrics(), "real").empty(); });
  }

  static MetallbCluster& cluster() { return shared_->cluster; }
  static const RunningExporter& exporter() { return shared_->exporter; }

  // A series of the cluster. `labels`: the labels after `cluster`.
  static std::string Series(const std::string& name, const std::string& labels = "") {
    return name + "{cluster=\"real\"" + (labels.empty() ? "" : "," + labels) + "}";
  }

  // Waits until the exporter, MetalLB's metrics and the pools' status show these numbers. Fails
  // after the timeout.
  static void ExpectSettled(const Expected& rest,
                            std::chrono::steady_clock::duration timeout = kTimeout) {
    PoolUses status = rest.pools;
    for (const auto& [pool, use] : rest.metallb_counts) status[pool] = use;
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
        timeout);
    EXPECT_EQ(views.pools, rest.pools) << exporter().process().errors();
    EXPECT_EQ(views.metallb, metallb);
    EXPECT_EQ(views.status.value_or(status), status);
    EXPECT_EQ(views.assigned_services, rest.assigned_services);
    EXPECT_EQ(views.pending_services, rest.pending_services);
  }

 private:
  struct Shared {
    // Returns a folder, so that the exporter names the cluster after the file.
    std::string Kubeconfig() {
      cluster.control_plane().MakeReaderKubeconfig(folder.path() + "/real.yaml");
      return folder.path();
    }

    TemporaryFolder folder;
    MetallbCluster cluster;
    RunningExporter exporter{Kubeconfig()};
  };

  // The numbers that the exporter and MetalLB show at one moment.
  struct Views {
    PoolUses pools;
    PoolUses metallb;
    std::optional<PoolUses> status;  // nullopt: this MetalLB writes no status
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
