// The file descriptors of the process: its limit, and the shares of the port and of the pollers.
//
// A flood of clients must not stop the polls, and many clusters must not stop the port. So each
// side has a share that the other side cannot use. Does not count open descriptors.

#ifndef EXPORTER_APP_DESCRIPTORS_H_
#define EXPORTER_APP_DESCRIPTORS_H_

#include <cstddef>

#include "exporter/logging/logger.h"

namespace exporter::app {

struct DescriptorShares {
  std::size_t port = 0;     // connections of clients
  std::size_t pollers = 0;  // connections to API servers and whatever a poll needs besides
};

// Divides a limit. The shares grow with the limit; the port needs at most
// web::Server::kMaxConnections. Each share is at least 1. Pure.
DescriptorShares DivideDescriptors(std::size_t limit);

// The lowest limit that gives the pollers a share of this size. Pure.
std::size_t LimitFor(std::size_t pollers);

// Raises the soft limit of the process to its hard limit, and divides it. Logs a warning if it is
// too low to poll that number of clusters at the same time while all connections to API servers
// stay open.
DescriptorShares ClaimDescriptors(std::size_t clusters, logging::Logger& logger);

// Opens standard input, output and error on /dev/null if they are closed. Otherwise the next file
// or connection would get their numbers, and logs or results would be written into it. Opened for
// reading only, so that writing results still fails.
// REQUIRES: no other thread has been started.
void OpenStandardDescriptors();

}  // namespace exporter::app

#endif  // EXPORTER_APP_DESCRIPTORS_H_
