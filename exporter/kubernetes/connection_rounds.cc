#include "exporter/kubernetes/connection_rounds.h"

#include <algorithm>
#include <cstddef>

namespace exporter::kubernetes {
namespace {

bool IsIpv6(const std::string& address) { return address.find(':') != std::string::npos; }

}  // namespace

std::vector<std::string> ConnectionRounds(std::vector<std::string> addresses,
                                          const std::string& preferred) {
  if (addresses.empty()) return {};
  std::stable_partition(addresses.begin(), addresses.end(),
                        [&](const std::string& each) { return each == preferred; });
  // libcurl gives a head start to the first address of a round.
  const bool first_family = IsIpv6(addresses.front());
  const auto others =
      std::stable_partition(addresses.begin(), addresses.end(),
                            [&](const std::string& each) { return IsIpv6(each) == first_family; });
  std::vector<std::string> rounds(addresses.begin(), others);
  const auto others_count = static_cast<std::size_t>(addresses.end() - others);
  if (rounds.size() < others_count) rounds.resize(others_count);
  for (std::size_t i = 0; i < others_count; ++i) {
    rounds[i] += (rounds[i].empty() ? "" : ",") + others[static_cast<std::ptrdiff_t>(i)];
  }
  return rounds;
}

}  // namespace exporter::kubernetes
