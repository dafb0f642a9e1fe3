#include "exporter/text/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "exporter/text/ascii.h"

namespace exporter::text {
namespace {

constexpr std::size_t kMaxLength = 100;  // time is proportional to the product of the lengths

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// REQUIRES: `c` is not an upper-case letter.
constexpr bool IsWordCharacter(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z'); }

// The number of insertions, deletions, substitutions and swaps of adjacent characters between `a`
// and `b` (optimal string alignment).
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  for (std::size_t j = 0; j < last.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row = {i};
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = a[i - 1] == b[j - 1] ? 0 : 1;
      std::size_t edits = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        edits = std::min(edits, before_last[j - 2] + 1);
      }
      row.push_back(edits);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

// The digits and the one-letter words of `name`, in order. Names with different results are never
// similar. REQUIRES: `name` is in lower case.
std::string Distinction(std::string_view name) {
  std::string distinction;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool starts = i == 0 || !IsWordCharacter(name[i - 1]);
    const bool ends = i + 1 == name.size() || !IsWordCharacter(name[i + 1]);
    if (IsDigit(name[i]) || (IsWordCharacter(name[i]) && starts && ends)) distinction += name[i];
  }
  return distinction;
}

}  // namespace

std::optional<std::string_view> FindSimilar(std::string_view typed,
                                            const std::vector<std::string_view>& names) {
  constexpr std::size_t kCharactersPerEdit = 3;
  if (typed.size() > kMaxLength) return std::nullopt;
  const std::string lower = ToLower(typed);
  std::optional<std::string_view> closest;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const std::string_view name : names) {
    if (name.size() > kMaxLength) continue;
    const std::string lower_name = ToLower(name);
    if (Distinction(lower) != Distinction(lower_name)) continue;
    const std::size_t edits = EditDistance(lower, lower_name);
    if (edits * kCharactersPerEdit > typed.size() || edits >= fewest) continue;
    fewest = edits;
    closest = name;
  }
  return closest;
}

std::string DidYouMean(std::string_view typed, const std::vector<std::string_view>& names) {
  const auto similar = FindSimilar(typed, names);
  return similar ? "; did you mean \"" + std::string(*similar) + "\"?" : std::string();
}

}  // namespace exporter::text
