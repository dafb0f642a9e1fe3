// The exporter in watch mode, on servers that end, cut, hold, refuse and falsify watches at random
// while Services come and go.

#ifndef TESTS_SOAK_FLAPS_H_
#define TESTS_SOAK_FLAPS_H_

#include <chrono>

namespace exporter::tests {

// After each turn, the servers work again. Then all watches must be open, and the number of
// Services must be right, before the usage is measured. True if all goals are met. Throws
// std::runtime_error if the exporter does not recover.
bool SoakInFlaps(std::chrono::seconds time, unsigned seed);

}  // namespace exporter::tests

#endif  // TESTS_SOAK_FLAPS_H_
