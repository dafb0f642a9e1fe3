// Waits for a condition that another thread or program makes true, with a time limit and pauses.

#ifndef TESTS_SUPPORT_WAIT_UNTIL_H_
#define TESTS_SUPPORT_WAIT_UNTIL_H_

#include <chrono>
#include <functional>
#include <string>

namespace exporter::tests {

// Long enough for a busy machine, and shorter than the time limit of a test.
inline constexpr std::chrono::seconds kWaitLimit{120};

// Evaluates `condition` until it returns true, with a pause after each evaluation. After `limit` it
// throws std::runtime_error with the text of `describe`, which names the condition and the last
// value.
void WaitUntil(const std::function<bool()>& condition, const std::function<std::string()>& describe,
               std::chrono::steady_clock::duration limit = kWaitLimit);

// Calls `read` until the text it returns contains `wanted`, and returns that text.
std::string WaitForText(const std::function<std::string()>& read, const std::string& wanted,
                        std::chrono::steady_clock::duration limit = kWaitLimit);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_WAIT_UNTIL_H_
