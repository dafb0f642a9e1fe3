// Stand-in clusters in a separate process, so that their cost is not counted as the exporter's.
//
//   bench_clusters FOLDER CLUSTERS SERVICES BALANCED VERSION CHANGE_MS
//
// Writes FOLDER/kubeconfig, with contexts "c0", "c1" …, and FOLDER/ca.crt. Prints "ready" and the
// URL of the first cluster, and serves until its standard input ends. Each cluster has 10 pools and
// SERVICES Services of 2 KB. BALANCED of them are of type LoadBalancer, with one address each. With
// VERSION "old" there is no field selector. Every CHANGE_MS, unless 0, a Service is added or
// removed in each cluster.
//
// Commands are lines of standard input:
//   change CLUSTER   adds a Service to the cluster, or removes it if it was added before
//   rate N CLUSTERS  from now on, N Services in a second get another address, in the first
//                    CLUSTERS clusters in turn

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
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

  void Change(std::size_t cluster, bool come) {
    standin::ClusterState& state = servers_.at(cluster)->state();
    if (come) {
      standin::ServiceOptions options;
      options.addresses = {Address(static_cast<int>(cluster), 0, 255)};
      state.Put(standin::kServices, MakeService(kChanging, options));
    } else {
      state.Remove(standin::kServices, "shop-0", "web-" + std::to_string(kChanging));
    }
  }

  void ChangeAll(bool come) {
    for (std::size_t i = 0; i < servers_.size(); ++i) Change(i, come);
  }

  // Gives a Service another address of its pool. Different numbers change different Services.
  void Move(int number, int clusters) {
    constexpr int kMoving = 20;  // Services of each cluster, which are in different pools
    const int cluster = number % clusters;
    const int turn = number / clusters;
    const int service = turn % kMoving;
    standin::ServiceOptions options;
    options.pool = "pool-" + std::to_string(service % kPools);
    options.addresses = {Address(cluster, service % kPools, 200 + turn / kMoving % 50)};
    servers_.at(static_cast<std::size_t>(cluster))
        ->state()
        .Put(standin::kServices, MakeService(service, options));
  }

 private:
  const tests::CertificateAndKey authority_ = tests::MakeAuthority("bench");
  std::vector<std::unique_ptr<standin::ApiServer>> servers_;
};

// Calls `action` at each interval, on a thread of its own. Steps that are late are made up for.
class Repeated {
 public:
  Repeated(std::chrono::microseconds interval, std::function<void()> action)
      : thread_([interval, action = std::move(action)](const std::stop_token& stop) {
          std::mutex mutex;
          std::condition_variable_any never;
          for (auto next = std::chrono::steady_clock::now();; action()) {
            next += interval;
            std::unique_lock lock(mutex);
            never.wait_until(lock, stop, next, [] { return false; });
            if (stop.stop_requested()) return;
          }
        }) {}

 private:
  std::jthread thread_;
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

  std::optional<Repeated> changing;
  std::optional<Repeated> moving;
  if (change.count() > 0) {
    changing.emplace(change, [&clusters, come = false]() mutable {
      come = !come;
      clusters.ChangeAll(come);
    });
  }
  std::set<std::size_t> changed;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    int number = 0;
    int count = 1;
    words >> command >> number >> count;
    if (command == "change") {
      const auto cluster = static_cast<std::size_t>(number);
      const bool come = changed.insert(cluster).second;
      if (!come) changed.erase(cluster);
      clusters.Change(cluster, come);
    } else {
      moving.emplace(std::chrono::microseconds(1'000'000 / number),
                     [&clusters, count, turn = 0]() mutable { clusters.Move(turn++, count); });
    }
  }
  return 0;
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  constexpr int kArguments = 6;
  if (count != kArguments + 1) return 2;
  return exporter::bench::Run({arguments + 1, arguments + count});
}
