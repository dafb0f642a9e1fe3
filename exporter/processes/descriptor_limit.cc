#include "exporter/processes/descriptor_limit.h"

#include <algorithm>
#include <atomic>
#include <limits>

namespace exporter::processes {
namespace {

// The soft limit before it was raised.
std::atomic<rlim_t> first_soft_limit = RLIM_INFINITY;

}  // namespace

std::size_t RaiseDescriptorLimit() {
  constexpr std::size_t kUnknown = 1'024;
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kUnknown;
  const rlimit raised = {limit.rlim_max, limit.rlim_max};
  if (limit.rlim_cur < limit.rlim_max && setrlimit(RLIMIT_NOFILE, &raised) == 0) {
    first_soft_limit = limit.rlim_cur;
    limit = raised;
  }
  return std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max());
}

std::optional<rlimit> DescriptorLimitOfPrograms() {
  rlimit limit = {};
  const rlim_t soft = first_soft_limit;
  if (soft == RLIM_INFINITY || getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  limit.rlim_cur = std::min(soft, limit.rlim_max);
  return limit;
}

}  // namespace exporter::processes
