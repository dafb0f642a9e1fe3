#include "tests/e2e/kubernetes/many_services.h"

#include <csignal>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/kubernetes/metallb_cluster.h"

namespace exporter::tests {
namespace {

constexpr int kWorkers = 4;

// If a worker throws an exception, rethrows it after all workers have ended.
void InParallel(const RealCluster& cluster,
                const std::function<void(int worker, AdminClient& admin)>& work) {
  std::vector<std::exception_ptr> failures(kWorkers);
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] {
      try {
        work(i, *cluster.Admin());
      } catch (...) {
        failures[static_cast<std::size_t>(i)] = std::current_exception();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

// A cluster has fewer node ports than these tests have Services.
nlohmann::json WithoutNodePort(const std::string& name) {
  return MakeServiceObject(name, {.spec = {{"allocateLoadBalancerNodePorts", false}}});
}

std::string Name(const std::string& start, int worker, int number) {
  return start + '-' + std::to_string(worker) + '-' + std::to_string(number);
}

}  // namespace

void AddMany(const RealCluster& cluster, int count) {
  InParallel(cluster, [&](int worker, AdminClient& admin) {
    for (int i = 0; i < count / kWorkers; ++i) {
      admin.Create(MetallbCluster::kServicesPath, WithoutNodePort(Name("web", worker, i)));
    }
  });
}

void CreateAndDelete(const RealCluster& cluster, int count, int rounds) {
  InParallel(cluster, [&](int worker, AdminClient& admin) {
    for (int round = 0; round < rounds; ++round) {
      for (int i = 0; i < count / kWorkers; ++i) {
        admin.Create(MetallbCluster::kServicesPath, WithoutNodePort(Name("tmp", worker, i)));
      }
      for (int i = 0; i < count / kWorkers; ++i) {
        admin.Delete(MetallbCluster::kServicesPath + '/' + Name("tmp", worker, i));
      }
    }
  });
}

void CreateAndDeleteUntilFailure(const RealCluster& cluster, const std::string& start) {
  constexpr int kMost = 200;
  // OpenSSL does not suppress the signal of a write to a connection that the server has closed.
  auto* const handler = std::signal(SIGPIPE, SIG_IGN);
  const auto admin = cluster.Admin();
  const auto name = [&start](int number) { return start + '-' + std::to_string(number); };
  try {
    for (int i = 0;; ++i) {
      if (i >= kMost) admin->Delete(MetallbCluster::kServicesPath + '/' + name(i - kMost));
      admin->Create(MetallbCluster::kServicesPath, WithoutNodePort(name(i)));
    }
  } catch (const std::exception&) {  // the expected end
  }
  std::signal(SIGPIPE, handler);
}

}  // namespace exporter::tests
