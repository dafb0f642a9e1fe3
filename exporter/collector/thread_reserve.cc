#include "exporter/collector/thread_reserve.h"

namespace exporter::collector {

ThreadReserve::ThreadReserve() {
  constexpr int kThreads = 8;
  try {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { released_.wait(); });
  } catch (const std::system_error& error) {
    error_ = error;
  }
}

ThreadReserve::~ThreadReserve() {
  released_.count_down();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadReserve::Check() const {
  if (error_) throw std::system_error(*error_);
}

}  // namespace exporter::collector
