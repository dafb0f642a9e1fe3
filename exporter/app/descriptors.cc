#include "exporter/app/descriptors.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "exporter/collector/collector.h"
#include "exporter/processes/descriptor_limit.h"
#include "exporter/web/server.h"

namespace exporter::app {
namespace {

// Standard descriptors, listening sockets, events, and files that are read.
constexpr std::size_t kOthers = 24;
constexpr std::size_t kMaxPort = web::Server::kMaxConnections;
constexpr std::size_t kPerPoll = collector::kDescriptorsPerPoll;

}  // namespace

DescriptorShares DivideDescriptors(std::size_t limit) {
  const std::size_t port = std::clamp<std::size_t>(limit / 4, 1, kMaxPort);
  return {port, std::max<std::size_t>(limit, port + kOthers + 1) - port - kOthers};
}

std::size_t LimitFor(std::size_t pollers) {
  const std::size_t without_port = pollers + kOthers;
  const std::size_t limit = without_port + kMaxPort;
  if (limit > 4 * kMaxPort) return limit;
  // The port's share is a quarter of the limit, rounded down.
  return 4 * (without_port - 1) / 3 + 1;
}

DescriptorShares ClaimDescriptors(std::size_t clusters, logging::Logger& logger) {
  const std::size_t limit = processes::RaiseDescriptorLimit();
  const DescriptorShares shares = DivideDescriptors(limit);
  const std::size_t needed = LimitFor(clusters * kPerPoll);
  if (limit < needed) {
    logger.Warn(
        "the limit of open files is too low for all clusters; connections are closed after each "
        "poll, and only some clusters are polled at the same time",
        {{"limit", limit}, {"needed", needed}, {"polls_at_once", shares.pollers / kPerPoll}});
  }
  return shares;
}

void OpenStandardDescriptors() {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) {
    // The lowest free number is `number`, because all lower ones are open.
    if (fcntl(number, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDONLY));
  }
}

}  // namespace exporter::app
