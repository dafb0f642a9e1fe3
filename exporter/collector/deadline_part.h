// A part of the time that a deadline leaves.

#ifndef EXPORTER_COLLECTOR_DEADLINE_PART_H_
#define EXPORTER_COLLECTOR_DEADLINE_PART_H_

#include <chrono>

#include "exporter/credentials/deadline.h"

namespace exporter::collector {

// The end of a step that may take 1/`parts` of the time that is left now.
inline credentials::Deadline PartOf(const credentials::Deadline& deadline, int parts) {
  const auto now = std::chrono::steady_clock::now();
  return {now + (deadline.at - now) / parts, deadline.stop};
}

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_DEADLINE_PART_H_
