// How many findings of one rule are told: as many as somebody may read, and of every conflict's
// side one at least. Two things conflict by each pair of their entries, so that findings are a
// million where entries are a thousand. One thread.

#ifndef EXPORTER_VALIDATION_RATION_H_
#define EXPORTER_VALIDATION_RATION_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/validation/finding.h"

namespace exporter::validation {

class Ration {
 public:
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMaxOfTwo = 1'000;

  explicit Ration(Rule rule) : rule_(rule) {}

  // Is a finding between these two at this place to be told? It is, if either has none so far, or
  // as long as there are fewer than kMost in all and kMaxOfTwo between the two. Otherwise it
  // counts for the rest.
  bool Take(const void* one, const void* other, std::string_view file, int line);

  // Are kMost told? From then on Take tells of two of which one has none so far, and no others.
  bool IsUsedUp() const { return told_ >= kMost; }

  // Are there any that are not to be told?
  bool HasRest() const { return rest_ > 0; }

  // There are `all`, whether or not Take was asked for each of them. REQUIRES: HasRest().
  void CountRestOf(std::size_t all) { rest_ = all - told_; }

  // Tells the rest, if there is one, at the place of its first: `network "a" has 7 more overlaps,
  // which …`, where `what` is all before the number and `of_what` what is counted.
  void TellRest(std::string_view what, std::string_view of_what,
                std::vector<Finding>& findings) const;

 private:
  const Rule rule_;
  std::set<const void*> seen_;
  std::map<std::pair<const void*, const void*>, std::size_t> told_by_two_;
  std::size_t told_ = 0;
  std::size_t rest_ = 0;
  std::string file_;  // of the first of the rest
  int line_ = 0;
};

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_RATION_H_
