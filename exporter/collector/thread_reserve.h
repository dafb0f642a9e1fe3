// Keeps some threads for others while the threads of clusters are started, such as for clients of
// the port. Used by one thread.

#ifndef EXPORTER_COLLECTOR_THREAD_RESERVE_H_
#define EXPORTER_COLLECTOR_THREAD_RESERVE_H_

#include <latch>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

namespace exporter::collector {

class ThreadReserve {
 public:
  ThreadReserve();
  // Ends the threads of the reserve.
  ~ThreadReserve();
  ThreadReserve(const ThreadReserve&) = delete;
  ThreadReserve& operator=(const ThreadReserve&) = delete;

  // Throws std::system_error if there were not enough threads for the reserve.
  void Check() const;

 private:
  std::latch released_{1};
  std::vector<std::thread> threads_;
  std::optional<std::system_error> error_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_THREAD_RESERVE_H_
