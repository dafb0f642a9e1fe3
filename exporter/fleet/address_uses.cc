#include "exporter/fleet/address_uses.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace exporter::fleet {
namespace {

// Sorts `uses`, which consists of sorted runs. `ends` contains the end index of each run.
void MergeRuns(std::vector<AddressUses::Use>& uses, std::vector<std::size_t> ends) {
  const auto at = [&uses](std::size_t index) {
    return uses.begin() + static_cast<std::ptrdiff_t>(index);
  };
  while (ends.size() > 1) {
    std::vector<std::size_t> merged_ends;
    std::size_t begin = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      std::inplace_merge(at(begin), at(ends[i]), at(ends[i + 1]));
      begin = ends[i + 1];
      merged_ends.push_back(begin);
    }
    if (ends.size() % 2 == 1) merged_ends.push_back(ends.back());
    ends = std::move(merged_ends);
  }
}

}  // namespace

void AddressUses::Update(const std::vector<const ClusterView*>& clusters) {
  if (clusters.size() != snapshots_.size()) {
    uses_.clear();
    snapshots_.assign(clusters.size(), nullptr);
  }
  std::vector<char> changed(clusters.size());
  std::vector<Use> added;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (snapshots_[i] == clusters[i]->snapshot) continue;
    snapshots_[i] = clusters[i]->snapshot;
    changed[i] = 1;
    if (snapshots_[i] == nullptr) continue;
    for (const Assignment& assignment : snapshots_[i]->assignments()) {
      added.push_back({assignment.address, static_cast<std::uint32_t>(i),
                       static_cast<std::uint32_t>(assignment.service)});
    }
    ends.push_back(added.size());
  }
  std::erase_if(uses_, [&changed](const Use& use) { return changed[use.cluster] != 0; });
  MergeRuns(added, std::move(ends));
  const auto unchanged = static_cast<std::ptrdiff_t>(uses_.size());
  uses_.insert(uses_.end(), added.begin(), added.end());
  std::inplace_merge(uses_.begin(), uses_.begin() + unchanged, uses_.end());
}

}  // namespace exporter::fleet
