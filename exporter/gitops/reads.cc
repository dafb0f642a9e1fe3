#include "exporter/gitops/reads.h"

#include <algorithm>
#include <utility>

namespace exporter::gitops {

bool Reads::Add(Read read) {
  if (read.followed && read.input.rendered) rendered_.insert(read.place);
  std::vector<std::size_t>& positions = places_[read.place];
  for (const std::size_t position : positions) {
    Read& same = reads_[position];
    if (same.input.variables != read.input.variables ||
        same.input.rendered != read.input.rendered) {
      continue;
    }
    same.followed = same.followed || read.followed;
    return false;
  }
  positions.push_back(reads_.size());
  reads_.push_back(std::move(read));
  return true;
}

bool Reads::IsReplaced(const Read& read) const {
  if (read.followed) return false;
  const std::vector<std::size_t>& same = places_.at(read.place);
  if (std::any_of(same.begin(), same.end(),
                  [this](std::size_t each) { return reads_[each].followed; })) {
    return true;
  }
  for (auto folder = read.place; folder.has_relative_path(); folder = folder.parent_path()) {
    if (rendered_.contains(folder)) return true;
  }
  return false;
}

std::vector<manifests::Input> Reads::Inputs() const {
  std::vector<manifests::Input> inputs;
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    const Read& read = reads_[i];
    if (IsReplaced(read)) continue;
    const std::vector<std::size_t>& same = places_.at(read.place);
    const bool redundant = std::any_of(same.begin(), same.end(), [&](std::size_t position) {
      const Read& other = reads_[position];
      if (IsReplaced(other) || position == i) return false;
      if (read.has_variables) {
        return read.input.variables.empty() && !other.input.variables.empty();
      }
      return position < i && other.input.rendered == read.input.rendered;
    });
    if (!redundant) inputs.push_back(read.input);
  }
  return inputs;
}

}  // namespace exporter::gitops
