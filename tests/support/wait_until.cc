#include "tests/support/wait_until.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace exporter::tests {

void WaitUntil(const std::function<bool()>& condition, const std::function<std::string()>& describe,
               std::chrono::steady_clock::duration limit) {
  constexpr std::chrono::milliseconds kLongestPause{10};
  std::chrono::milliseconds pause{1};
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("timed out waiting for " + describe());
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::string WaitForText(const std::function<std::string()>& read, const std::string& wanted,
                        std::chrono::steady_clock::duration limit) {
  std::string text;
  WaitUntil(
      [&] {
        text = read();
        return text.find(wanted) != std::string::npos;
      },
      [&] { return '"' + wanted + "\" in:\n" + text; }, limit);
  return text;
}

}  // namespace exporter::tests
