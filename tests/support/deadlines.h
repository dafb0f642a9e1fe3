// Deadlines for tests.

#ifndef TESTS_SUPPORT_DEADLINES_H_
#define TESTS_SUPPORT_DEADLINES_H_

#include <chrono>

#include "exporter/credentials/deadline.h"

namespace exporter::tests {

// For work that ends by itself. Long enough never to expire.
inline credentials::Deadline Patient() {
  return {std::chrono::steady_clock::now() + std::chrono::minutes(5)};
}

// For work that does not end by itself.
inline credentials::Deadline Impatient() {
  return {std::chrono::steady_clock::now() + std::chrono::milliseconds(100)};
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_DEADLINES_H_
