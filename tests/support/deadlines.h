// Deadlines for tests.

#ifndef TESTS_SUPPORT_DEADLINES_H_
#define TESTS_SUPPORT_DEADLINES_H_

#include <chrono>

#include "exporter/credentials/deadline.h"

namespace exporter::tests {

// Five minutes: for work that ends before. The deadline must not expire.
inline credentials::Deadline Patient() {
  return {std::chrono::steady_clock::now() + std::chrono::minutes(5)};
}

// 100 ms: for work that ends only because the deadline expires.
inline credentials::Deadline Impatient() {
  return {std::chrono::steady_clock::now() + std::chrono::milliseconds(100)};
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_DEADLINES_H_
