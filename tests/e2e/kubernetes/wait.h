// Waits for changes that other programs make. Does not throw on timeout, unlike WaitUntil
// (tests/support/wait_until.h), so that a test can compare the last values.

#ifndef TESTS_E2E_KUBERNETES_WAIT_H_
#define TESTS_E2E_KUBERNETES_WAIT_H_

#include <chrono>
#include <functional>

namespace exporter::tests {

// The time until a condition counts as false. A condition that is true returns at once.
inline constexpr std::chrono::seconds kTimeout{60};

// Evaluates the condition until it is true. Returns false on timeout.
bool WaitFor(const std::function<bool()>& condition,
             std::chrono::steady_clock::duration timeout = kTimeout);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_WAIT_H_
