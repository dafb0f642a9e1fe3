// The exporter of a soak test, its usage of memory, threads and descriptors, and the goals.

#ifndef TESTS_SOAK_MEASURED_EXPORTER_H_
#define TESTS_SOAK_MEASURED_EXPORTER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {

// The sum of all series of the metric.
double SumOf(const std::string& exposition, const std::string& metric);

// Prints a line for a goal. True if the goal is met.
bool Report(const std::string& name, double value, double max, const std::string& unit);

// The exporter and a scraper that measures the time of each scrape.
class MeasuredExporter {
 public:
  // `password` is that of the users of Scrape.
  MeasuredExporter(const std::string& kubeconfig, const std::vector<std::string>& options,
                   std::string password = "");

  pid_t id() const { return process_.id(); }
  int port() const { return std::stoi(address_.substr(address_.rfind(':') + 1)); }

  // Scrapes on a new connection, with the password if `user` is not empty. Empty if it failed.
  std::string Scrape(const std::string& user = "");

  double slowest() const { return slowest_; }
  int failed() const { return failed_; }
  void ForgetTimes() { slowest_ = failed_ = 0; }

 private:
  Process process_;
  const std::string address_;
  const std::string password_;
  double slowest_ = 0;
  int failed_ = 0;
};

// The usage that does not depend on running polls: the lowest memory, and the descriptors that stay
// open in all samples.
ResourceUsage RestingUsage(MeasuredExporter& exporter);

// The usage after each of several turns.
class UsageSeries {
 public:
  // `count`: of what has happened until now. It must grow from call to call.
  void Add(double count, const ResourceUsage& usage);
  // Prints the growth in the second half of the turns, because buffers and heaps grow at first and
  // then stop. True if the goals are met.
  bool ReportGrowth(const std::string& counted) const;

 private:
  double Growth(std::vector<double> values) const;

  std::vector<double> at_;
  std::vector<double> memory_;
  std::vector<double> threads_;
  std::vector<double> descriptors_;
};

}  // namespace exporter::tests

#endif  // TESTS_SOAK_MEASURED_EXPORTER_H_
