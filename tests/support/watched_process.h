// What a process holds, as the kernel counts it.

#ifndef TESTS_SUPPORT_WATCHED_PROCESS_H_
#define TESTS_SUPPORT_WATCHED_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace exporter::tests {

struct Holdings {
  double memory_kib = 0;  // resident
  double threads = 0;
  double descriptors = 0;
};

// Throws std::runtime_error where there is no such process.
Holdings HoldingsOf(pid_t process);

// The most that was ever resident.
double PeakMemoryKib(pid_t process);

// What its threads have used of the processors, theirs and the kernel's for them.
double CpuSeconds(pid_t process);

// The slope of the line that fits the points best. REQUIRES: two points of different x.
double Slope(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_WATCHED_PROCESS_H_
