#include "exporter/collector/start_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// Enters the gate in a thread of its own. The destructor stops the attempt.
class Entering {
 public:
  explicit Entering(StartGate& gate)
      : thread_([this, &gate](const std::stop_token& stop) {
          const StartGate::Place place = gate.Enter(stop);
          done_.set_value();
        }) {}

  void Stop() { thread_.request_stop(); }
  // True once Enter() has returned; false if it does not return within the time.
  bool Returned(milliseconds time) { return result_.wait_for(time) == std::future_status::ready; }

 private:
  std::promise<void> done_;
  std::future<void> result_ = done_.get_future();
  std::jthread thread_;
};

constexpr milliseconds kMoment{20};
constexpr milliseconds kLimit = tests::kWaitLimit;

TEST(StartGate, AdmitsAtMostItsNumberOfPlaces) {
  constexpr int kThreads = 20;
  StartGate gate(3, hours(1));
  std::atomic<int> inside = 0;
  std::atomic<int> max_inside = 0;
  std::counting_semaphore<kThreads> may_leave(0);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        const StartGate::Place place = gate.Enter({});  // the end of the test stops no thread
        const int now = ++inside;
        for (int seen = max_inside; seen < now && !max_inside.compare_exchange_weak(seen, now);) {
        }
        may_leave.acquire();
        --inside;
      });
    }
    tests::WaitUntil([&] { return inside >= 3; },
                     [&] { return "three inside; inside: " + std::to_string(inside); });
    may_leave.release(kThreads);
  }
  EXPECT_EQ(max_inside, 3);
}

TEST(StartGate, AdmitsTheNextThreadWhenAPlaceIsFreed) {
  StartGate gate(1, hours(1));
  std::unique_ptr<StartGate::Place> first(new StartGate::Place(gate.Enter({})));
  Entering second(gate);
  EXPECT_FALSE(second.Returned(kMoment));
  first.reset();
  EXPECT_TRUE(second.Returned(kLimit));
}

TEST(StartGate, AdmitsOtherThreadsAfterTheLease) {
  StartGate gate(1, milliseconds(1));
  const StartGate::Place hanging = gate.Enter({});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Entering(gate).Returned(kLimit));
}

TEST(StartGate, StopsWaitingAtTheStop) {
  StartGate gate(1, hours(1));
  const StartGate::Place first = gate.Enter({});
  Entering second(gate);
  EXPECT_FALSE(second.Returned(kMoment));
  second.Stop();
  EXPECT_TRUE(second.Returned(kLimit));
}

}  // namespace
}  // namespace exporter::collector
