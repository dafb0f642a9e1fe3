#include "tests/e2e/kubernetes/wait.h"

#include <thread>

namespace exporter::tests {

bool WaitFor(const std::function<bool()>& condition, std::chrono::steady_clock::duration timeout) {
  // A pause, so that the other programs get the processor.
  constexpr std::chrono::milliseconds kBetween{50};
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kBetween);
  }
  return true;
}

}  // namespace exporter::tests
