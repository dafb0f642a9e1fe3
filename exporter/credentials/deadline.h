// The end of an operation: at a point in time, or earlier if a stop is requested.

#ifndef EXPORTER_CREDENTIALS_DEADLINE_H_
#define EXPORTER_CREDENTIALS_DEADLINE_H_

#include <chrono>
#include <stop_token>

namespace exporter::credentials {

struct Deadline {
  std::chrono::steady_clock::time_point at;
  std::stop_token stop = {};
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_DEADLINE_H_
