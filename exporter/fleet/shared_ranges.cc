#include "exporter/fleet/shared_ranges.h"

#include <algorithm>
#include <tuple>

namespace exporter::fleet {

void VisitSharedRanges(std::vector<Claim> claims, const SharedVisitor& visit) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.range, a.owner) < std::tie(b.range, b.owner);
  });
  // Those that have begun and not yet ended where the sweep stands. A look at one of them is paid
  // for: either it is over and goes, or it shares something with the claim that begins.
  std::vector<const Claim*> running;
  for (const Claim& next : claims) {
    std::erase_if(running,
                  [&](const Claim* claim) { return claim->range.last < next.range.first; });
    for (const Claim* const claim : running) {
      visit(*claim, next, {next.range.first, std::min(claim->range.last, next.range.last)});
    }
    running.push_back(&next);
  }
}

}  // namespace exporter::fleet
