// A queue of tasks for httplib with a thread for each task that runs or waits.
//
// An open watch occupies its thread until it ends, so that no fixed number of threads suffices. A
// thread that has finished its task takes the next one. Thread-safe.

#ifndef TESTS_STANDIN_GROWING_QUEUE_H_
#define TESTS_STANDIN_GROWING_QUEUE_H_

#include <httplib.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace exporter::standin {

class GrowingQueue : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override;
  // Waits for all tasks.
  void shutdown() override;

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;  // guarded by mutex_
  std::vector<std::thread> threads_;         // guarded by mutex_
  std::size_t idle_ = 0;                     // guarded by mutex_; threads without a task
  bool stopping_ = false;                    // guarded by mutex_
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_GROWING_QUEUE_H_
