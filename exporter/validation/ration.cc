#include "exporter/validation/ration.h"

#include <fmt/format.h>

namespace exporter::validation {

bool Ration::Take(const void* one, const void* other, std::string_view file, int line) {
  const bool one_is_new = seen_.insert(one).second;
  const bool other_is_new = seen_.insert(other).second;
  // Past kMost no pair is looked up any more: there may be a million of them.
  const bool within = told_ < kMost && told_by_two_[{one, other}] < kMaxOfTwo;
  if (one_is_new || other_is_new || within) {
    if (within) ++told_by_two_[{one, other}];
    ++told_;
    return true;
  }
  if (rest_ == 0) {
    file_ = file;
    line_ = line;
  }
  ++rest_;
  return false;
}

void Ration::TellRest(std::string_view what, std::string_view of_what,
                      std::vector<Finding>& findings) const {
  if (rest_ == 0) return;
  findings.push_back({file_, line_, rule_,
                      fmt::format("{} {} more {}, which are not told one by one; here is the first "
                                  "of them",
                                  what, rest_, of_what),
                      rest_});
}

}  // namespace exporter::validation
