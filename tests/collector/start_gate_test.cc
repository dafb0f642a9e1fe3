#include "exporter/collector/start_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace exporter::collector {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(StartGate, LetsInNoMoreThanItsPlaces) {
  StartGate gate(3, hours(1));
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back([&](const std::stop_token& stop) {
        const StartGate::Place place = gate.Enter(stop);
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
      });
    }
    for (std::jthread& thread : threads) thread.join();
  }
  EXPECT_LE(most, 3);
  EXPECT_GE(most, 1);
}

TEST(StartGate, OneThatLeavesLetsTheNextIn) {
  StartGate gate(1, hours(1));
  std::unique_ptr<StartGate::Place> first(new StartGate::Place(gate.Enter({})));
  std::promise<void> entered;
  std::jthread second([&](const std::stop_token& stop) {
    const StartGate::Place place = gate.Enter(stop);
    entered.set_value();
  });
  first.reset();
  entered.get_future().wait();
}

TEST(StartGate, OneThatHangsDoesNotKeepTheOthersOut) {
  StartGate gate(1, milliseconds(1));
  const StartGate::Place hanging = gate.Enter({});
  const StartGate::Place second = gate.Enter({});
  const StartGate::Place third = gate.Enter({});
}

TEST(StartGate, AStopEndsTheWait) {
  StartGate gate(1, hours(1));
  const StartGate::Place first = gate.Enter({});
  std::jthread second([&](const std::stop_token& stop) { gate.Enter(stop); });
  second.request_stop();
}

}  // namespace
}  // namespace exporter::collector
