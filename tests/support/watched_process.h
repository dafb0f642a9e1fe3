// Measures the resource usage of another process, from /proc. It starts no process (process.h
// does).

#ifndef TESTS_SUPPORT_WATCHED_PROCESS_H_
#define TESTS_SUPPORT_WATCHED_PROCESS_H_

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

namespace exporter::tests {

struct ResourceUsage {
  double memory_kib = 0;  // resident
  double threads = 0;
  double descriptors = 0;
};

// Throws a std::runtime_error if the process has ended, as the functions below do.
ResourceUsage UsageOf(pid_t process);

// The open descriptors, each with its number and its file: "5 socket:[1234]".
std::set<std::string> DescriptorsOf(pid_t process);

// The peak of the resident memory.
double PeakMemoryKib(pid_t process);

// User and system CPU time of all threads.
double CpuSeconds(pid_t process);

// The slope of the least-squares line through the points. REQUIRES: `x` and `y` have the same size,
// and `x` has two different values.
double Slope(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_WATCHED_PROCESS_H_
