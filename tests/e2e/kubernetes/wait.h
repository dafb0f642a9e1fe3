// Waits for changes that other programs make.

#ifndef TESTS_E2E_KUBERNETES_WAIT_H_
#define TESTS_E2E_KUBERNETES_WAIT_H_

#include <chrono>
#include <functional>

namespace exporter::tests {

// How long a failing check takes. A successful check returns at once.
inline constexpr std::chrono::seconds kTimeout{60};

// Evaluates the condition until it is true. Returns false on timeout.
bool WaitFor(const std::function<bool()>& condition,
             std::chrono::steady_clock::duration timeout = kTimeout);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_WAIT_H_
