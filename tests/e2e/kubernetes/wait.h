// Waits for what other programs do in their own time.

#ifndef TESTS_E2E_KUBERNETES_WAIT_H_
#define TESTS_E2E_KUBERNETES_WAIT_H_

#include <chrono>
#include <functional>

namespace exporter::tests {

// How long a failing check takes; a passing one ends at once.
inline constexpr std::chrono::seconds kPatience{60};

// Asks until the condition holds. False where the time ends before.
bool WaitFor(const std::function<bool()>& condition,
             std::chrono::steady_clock::duration patience = kPatience);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_WAIT_H_
