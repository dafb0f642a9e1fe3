// Stand-in clusters in a separate process, so that their cost is not counted as the exporter's.
//
//   bench_clusters FOLDER CLUSTERS SERVICES BALANCED VERSION CHANGE_MS
//
// Writes FOLDER/kubeconfig, with contexts "c0", "c1" …, and FOLDER/ca.crt. Prints "ready" and the
// URL of the first cluster, and serves until its standard input ends. Each cluster has 10 pools and
// SERVICES Services of 2 KB. BALANCED of them are of type LoadBalancer, with one address each. With
// VERSION "old" there is no field selector. Every CHANGE_MS, unless 0, a Service is added or
// removed in each cluster.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"

namespace exporter::bench {
namespace {

constexpr int kPools = 10;
constexpr int kChanging =
    1'000'000;  // the number of the Service in shop-0 that is added and removed
constexpr const char* kToken = "bench";

struct Sizes {
  int clusters = 1;
  int services = 0;
  int balanced = 0;
};

// A pool of 256 addresses. Pools follow each other in 10.0.0.0/8.
std::string Address(int cluster, int pool, int number) {
  const int network = cluster * kPools + pool;
  return "10." + std::to_string(network / 256) + "." + std::to_string(network % 256) + "." +
         std::to_string(number);
}

std::string MakeService(int number, standin::ServiceOptions options) {
  options.applied = true;
  return standin::MakeService("shop-" + std::to_string(number % 50),
                              "web-" + std::to_string(number), options);
}

void Fill(standin::ClusterState& state, int cluster, const Sizes& sizes) {
  for (int pool = 0; pool < kPools; ++pool) {
    state.Put(standin::kPools, standin::MakePool("pool-" + std::to_string(pool),
                                                 {Address(cluster, pool, 0) + "/24"}));
  }
  for (int i = 0; i < sizes.services; ++i) {
    standin::ServiceOptions options;
    options.type = i < sizes.balanced ? "LoadBalancer" : "ClusterIP";
    if (i < sizes.balanced) options.addresses = {Address(cluster, i % kPools, i / kPools)};
    if (i < sizes.balanced) options.pool = "pool-" + std::to_string(i % kPools);
    state.Put(standin::kServices, MakeService(i, options));
  }
}

class Clusters {
 public:
  Clusters(const Sizes& sizes, bool knows_selector) {
    const auto certificate = tests::MakeLoopbackServer(authority_);
    for (int i = 0; i < sizes.clusters; ++i) {
      standin::ServerOptions options;
      options.uid = "uid-of-" + std::to_string(i);
      options.certificate = certificate;
      options.tokens = {kToken};
      options.idle_time =
          std::chrono::seconds(90);  // longer than the interval, so that polls reuse connections
      options.api.knows_service_type_selector = knows_selector;
      if (!knows_selector) options.api.version = "v1.30.0";
      servers_.push_back(std::make_unique<standin::ApiServer>(std::move(options)));
      Fill(servers_.back()->state(), i, sizes);
    }
  }

  std::string Url() const { return servers_.front()->Url(); }

  void WriteKubeconfig(const std::string& folder) const {
    std::ofstream(folder + "/ca.crt") << authority_.certificate_pem;
    std::ofstream file(folder + "/kubeconfig");
    file << "current-context: c0\nusers:\n- {name: bench, user: {token: " << kToken << "}}\n";
    file << "clusters:\n";
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      file << "- {name: c" << i << ", cluster: {server: '" << servers_[i]->Url()
           << "', certificate-authority: ca.crt}}\n";
    }
    file << "contexts:\n";
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      file << "- {name: c" << i << ", context: {cluster: c" << i << ", user: bench}}\n";
    }
  }

  void Change(bool come) {
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      standin::ServiceOptions options;
      options.addresses = {Address(static_cast<int>(i), 0, 255)};
      if (come) {
        servers_[i]->state().Put(standin::kServices, MakeService(kChanging, options));
      } else {
        servers_[i]->state().Remove(standin::kServices, "shop-0",
                                    "web-" + std::to_string(kChanging));
      }
    }
  }

 private:
  const tests::CertificateAndKey authority_ = tests::MakeAuthority("bench");
  std::vector<std::unique_ptr<standin::ApiServer>> servers_;
};

int Run(const std::vector<std::string>& arguments) {
  const std::string& folder = arguments[0];
  Clusters clusters({.clusters = std::stoi(arguments[1]),
                     .services = std::stoi(arguments[2]),
                     .balanced = std::stoi(arguments[3])},
                    arguments[4] != "old");
  const std::chrono::milliseconds change(std::stoi(arguments[5]));
  clusters.WriteKubeconfig(folder);
  std::cout << "ready " << clusters.Url() << std::endl;

  std::jthread changing([&](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    for (bool come = true; change.count() > 0 && !stop.stop_requested(); come = !come) {
      std::unique_lock lock(mutex);
      never.wait_for(lock, stop, change, [] { return false; });
      clusters.Change(come);
    }
  });
  std::cin.ignore(INT32_MAX, EOF);
  changing.request_stop();
  return 0;
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  constexpr int kArguments = 6;
  if (count != kArguments + 1) return 2;
  return exporter::bench::Run({arguments + 1, arguments + count});
}
