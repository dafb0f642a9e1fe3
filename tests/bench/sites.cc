// Other exporters for a parent to read, in a separate process, so that their cost is not counted as
// the parent's.
//
//   bench_sites CHILDREN CLUSTERS ADDRESSES
//
// Each child has CLUSTERS clusters with a pool of 256 addresses, of which ADDRESSES are assigned.
// In every tenth cluster, one address and one pool of 4 addresses are those of the same cluster of
// the next child. Prints "ready" and the URLs, and serves /api/v1/fleet until its standard input
// ends.
//
// A line "rate N" of standard input: from now on, N Services in a second get another address, each
// in another cluster.

#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/report/fleet_json.h"
#include "tests/support/made_fleet.h"

namespace exporter::bench {
namespace {

constexpr int kStaged = 10;  // every tenth cluster has conflicts

std::string Address(int network, int number) {
  return "10." + std::to_string(network / 256) + "." + std::to_string(network % 256) + "." +
         std::to_string(number);
}

// One exporter. Thread-safe.
class Child {
 public:
  // `number`: of the child, from 0; the child after the last one is the first one.
  Child(int number, int children, int clusters, int addresses) : first_(number * clusters) {
    for (int i = 0; i < clusters; ++i) {
      std::vector<metallb::AddressPool> pools = {
          tests::MakePool("main", {Address(first_ + i, 0) + "/24"})};
      std::vector<metallb::Service> services;
      for (int s = 0; s < addresses; ++s) {
        services.push_back(
            tests::MakeService("web-" + std::to_string(s), {Address(first_ + i, s)}));
        services.back().from_metallb_pool = true;
      }
      if (i % kStaged == 0) {
        const int other = (number + 1) % children * clusters + i;
        pools.push_back(tests::MakePool("staged", {Address(other, 252) + "/30"}));
        services.push_back(tests::MakeService("staged", {Address(other, 0)}));
      }
      fleet_.clusters.push_back(
          tests::MakeCluster("c" + std::to_string(first_ + i), pools, services));
    }
    server_.Get("/api/v1/fleet",
                [this](const httplib::Request& request, httplib::Response& response) {
                  Respond(request, response);
                });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Child() {
    server_.stop();
    thread_.join();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // Gives a Service of a cluster another address of its pool.
  void Move(int turn) {
    const std::scoped_lock lock(mutex_);
    const std::size_t index = static_cast<std::size_t>(turn) % fleet_.clusters.size();
    fleet::ClusterView& cluster = fleet_.clusters[index];
    fleet::ClusterObjects objects = cluster.snapshot->objects();
    constexpr int kFree = 200;  // the first address that no Service has at the start
    constexpr int kMoves = 50;
    objects.services.back().addresses = {
        addresses::IpAddress::Parse(
            Address(first_ + static_cast<int>(index), kFree + turn / 7 % kMoves))
            .value()};
    fleet::Normalize(objects);
    cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
    ++content_;
  }

 private:
  void Respond(const httplib::Request& request, httplib::Response& response) {
    const std::scoped_lock lock(mutex_);
    const std::string tag = "\"" + std::to_string(content_) + "\"";
    response.set_header("ETag", tag);
    if (request.get_header_value("If-None-Match") == tag) {
      response.status = 304;
      return;
    }
    std::string json = report::RenderFullJson(fleet_, fleet::Analyze(fleet_, {}), {});
    const metrics::CompressedText text(std::move(json));
    const metrics::CompressedText* const pieces[] = {&text};
    response.set_header("Content-Encoding", "gzip");
    response.set_content(metrics::JoinGzip(pieces), "application/json");
  }

  const int first_;  // the number of its first cluster
  std::mutex mutex_;
  fleet::FleetView fleet_;  // guarded by mutex_
  int content_ = 0;         // guarded by mutex_
  int port_ = 0;
  httplib::Server server_;
  std::thread thread_;
};

using Children = std::vector<std::unique_ptr<Child>>;

std::jthread MoveForEver(Children& children, int rate) {
  return std::jthread([&children, rate](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    auto next = std::chrono::steady_clock::now();
    for (int turn = 0;; ++turn) {
      next += std::chrono::microseconds(1'000'000 / rate);
      std::unique_lock lock(mutex);
      never.wait_until(lock, stop, next, [] { return false; });
      if (stop.stop_requested()) return;
      const auto child = static_cast<std::size_t>(turn) % children.size();
      children[child]->Move(turn / static_cast<int>(children.size()));
    }
  });
}

int Run(int count, int clusters, int addresses) {
  Children children;
  for (int i = 0; i < count; ++i) {
    children.push_back(std::make_unique<Child>(i, count, clusters, addresses));
  }
  std::cout << "ready";
  for (const auto& child : children) std::cout << ' ' << child->Url();
  std::cout << std::endl;
  std::optional<std::jthread> moving;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    int rate = 0;
    words >> command >> rate;
    if (command == "rate") moving.emplace(MoveForEver(children, rate));
  }
  return 0;
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  constexpr int kArguments = 3;
  if (count != kArguments + 1) return 2;
  return exporter::bench::Run(std::stoi(arguments[1]), std::stoi(arguments[2]),
                              std::stoi(arguments[3]));
}
