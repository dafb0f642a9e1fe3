// Compares the cost of the exporter and of kube-state-metrics, which watches Services, on one real
// cluster with MetalLB. Prints a table of medians. Asserts nothing.
//
//   kubernetes_compare [ROUNDS]     default 3; started by run.sh

#include <fmt/core.h>
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/kubernetes/many_services.h"
#include "tests/e2e/kubernetes/metallb_cluster.h"
#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kServices = 3000;
constexpr int kChangingServices = 200;
constexpr int kScrapes = 41;
constexpr std::chrono::minutes kTimeoutForMany{10};
constexpr std::chrono::seconds kQuiet{60};  // two polls of the exporter

// The measurements of a program, in the order of the table's rows.
struct Costs {
  double start_seconds = 0;
  double start_cpu = 0;  // seconds
  double quiet_cpu = 0;
  double busy_cpu = 0;
  double memory_mib = 0;  // peak
  double scrape_milliseconds = 0;
  double scrape_kib = 0;
};

struct Row {
  const char* name;
  double Costs::*value;
};

constexpr Row kRows[] = {
    {"start to all Services, s", &Costs::start_seconds},
    {"CPU until then, s", &Costs::start_cpu},
    {"CPU in a minute without changes, s", &Costs::quiet_cpu},
    {"CPU in a minute of 200 Services created and deleted, s", &Costs::busy_cpu},
    {"peak memory, MiB", &Costs::memory_mib},
    {"a scrape, ms", &Costs::scrape_milliseconds},
    {"its size, KiB", &Costs::scrape_kib},
};

double Seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Program {
  std::string name;
  int port = 0;
  Arguments arguments;
  std::function<bool(const std::string& metrics)> knows_all;
};

std::string Scrape(httplib::Client& client) {
  const auto response = client.Get("/metrics");
  return response && response->status == 200 ? response->body : "";
}

Costs Measure(const Program& program, const RealCluster& cluster) {
  Costs costs;
  const auto started = Clock::now();
  const Process process(Guarded(program.arguments));
  httplib::Client client("127.0.0.1", program.port);
  client.set_keep_alive(true);
  if (!WaitFor([&] { return program.knows_all(Scrape(client)); })) {
    throw std::runtime_error(program.name + ": " + process.errors());
  }
  costs.start_seconds = Seconds(Clock::now() - started);
  costs.start_cpu = CpuSeconds(process.id());

  const auto cpu_of_a_minute = [&](const std::function<void()>& meanwhile) {
    const double before = CpuSeconds(process.id());
    const auto begin = Clock::now();
    meanwhile();
    std::this_thread::sleep_until(begin + kQuiet);
    return CpuSeconds(process.id()) - before;
  };
  costs.quiet_cpu = cpu_of_a_minute([] {});
  costs.busy_cpu = cpu_of_a_minute([&] { CreateAndDelete(cluster, kChangingServices, 1); });

  std::vector<double> milliseconds;
  for (int i = 0; i < kScrapes; ++i) {
    const auto begin = Clock::now();
    const std::string metrics = Scrape(client);
    milliseconds.push_back(1e3 * Seconds(Clock::now() - begin));
    costs.scrape_kib = static_cast<double>(metrics.size()) / 1024;
  }
  costs.scrape_milliseconds = Median(milliseconds);
  costs.memory_mib = PeakMemoryKib(process.id()) / 1024;
  return costs;
}

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// `folder` contains only real.yaml, so that the exporter names the cluster "real".
std::vector<Program> Programs(const std::string& folder) {
  const int exporter_port = FreePort();
  const int peer_port = FreePort();
  const std::string assigned = R"(metallb_cluster_services{cluster="real",state="assigned"})";
  return {
      {"metallb-pool-exporter",
       exporter_port,
       {EXPORTER, "serve", "--kubeconfig", folder, "--web.listen-address",
        "127.0.0.1:" + std::to_string(exporter_port)},
       [=](const std::string& metrics) { return ValueOf(metrics, assigned) == kServices; }},
      {"kube-state-metrics",
       peer_port,
       {FromRunScript("E2E_KUBE_STATE_METRICS"), "--resources=services",
        "--kubeconfig=" + folder + "/real.yaml", "--host=127.0.0.1", "--telemetry-host=127.0.0.1",
        "--port=" + std::to_string(peer_port), "--telemetry-port=" + std::to_string(FreePort())},
       // The Service "kubernetes" of the cluster itself has no ingress.
       [](const std::string& metrics) {
         return Count(metrics, "\nkube_service_status_load_balancer_ingress{") == kServices;
       }}};
}

void Print(const std::vector<Program>& programs, const std::vector<std::vector<Costs>>& costs) {
  fmt::print("\n{} LoadBalancer Services, kube-apiserver {}, MetalLB {}, medians of {} runs\n\n",
             kServices, FromRunScript("E2E_KUBERNETES"), FromRunScript("E2E_METALLB"),
             costs.front().size());
  fmt::print("{:52} {:>22} {:>22} {:>8}\n", "", programs[0].name, programs[1].name, "ratio");
  for (const Row& row : kRows) {
    std::vector<double> medians;
    for (const std::vector<Costs>& runs : costs) {
      std::vector<double> values;
      for (const Costs& run : runs) values.push_back(run.*row.value);
      medians.push_back(Median(values));
    }
    fmt::print("{:52} {:>22.2f} {:>22.2f} {:>8.1f}\n", row.name, medians[0], medians[1],
               medians[1] / medians[0]);
  }
}

void Compare(int rounds) {
  const TemporaryFolder folder;
  MetallbCluster cluster;
  cluster.AddPool("web", {"10.0.0.0/20"});
  AddMany(cluster.control_plane(), kServices);
  const auto all_have_one = [&] {
    return cluster.UsesByMetrics()["web"].ipv4.assigned == kServices;
  };
  if (!WaitFor(all_have_one, kTimeoutForMany)) {
    throw std::runtime_error("MetalLB: " + cluster.metallb().log());
  }
  cluster.control_plane().MakeReaderKubeconfig(folder.path() + "/real.yaml");

  const std::vector<Program> programs = Programs(folder.path());
  std::vector<std::vector<Costs>> costs(programs.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < programs.size(); ++i) {
      std::cerr << "round " << round + 1 << ": " << programs[i].name << '\n';
      costs[i].push_back(Measure(programs[i], cluster.control_plane()));
    }
  }
  Print(programs, costs);
}

}  // namespace
}  // namespace exporter::tests

int main(int argc, char** argv) {
  try {
    constexpr int kRounds = 3;
    exporter::tests::Compare(argc > 1 ? std::stoi(argv[1]) : kRounds);
    return 0;
  } catch (const std::exception& exception) {
    std::cerr << "kubernetes_compare: " << exception.what() << '\n';
    return 1;
  }
}
