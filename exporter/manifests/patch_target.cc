#include "exporter/manifests/patch_target.h"

#include <regex.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "exporter/manifests/object_type.h"

namespace exporter::manifests {
namespace {

// Bounds the time and the memory of regcomp.
constexpr std::size_t kMaxPattern = 100;

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

}  // namespace

bool MayMatch(std::string_view pattern, std::string_view text) {
  if (pattern.empty() || pattern == text) return true;
  if (pattern.size() > kMaxPattern) return true;
  // Go's expressions differ from POSIX in other characters. For nested a+ and a{2}, the time of
  // regcomp is exponential.
  const bool posix = std::all_of(pattern.begin(), pattern.end(), [](char c) {
    return IsPlain(c) || std::string_view("*|()^$").find(c) != std::string_view::npos;
  });
  if (!posix) return true;
  regex_t expression;
  const std::string whole = "^(" + std::string(pattern) + ")$";
  if (regcomp(&expression, whole.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return true;
  const bool matches = regexec(&expression, std::string(text).c_str(), 0, nullptr, 0) == 0;
  regfree(&expression);
  return matches;
}

bool MaySelect(const objects::Value& target, std::string_view group, std::string_view kind) {
  return MayMatch(TextAt(target, "group"), group) && MayMatch(TextAt(target, "kind"), kind);
}

Change ChangeOfTarget(const objects::Value& target) {
  const bool metallb = std::any_of(
      std::begin(kMetallbKinds), std::end(kMetallbKinds),
      [&target](std::string_view kind) { return MaySelect(target, "metallb.io", kind); });
  if (!metallb) return Change::kNone;
  return MaySelect(target, "apps", "Deployment") ? Change::kPossible : Change::kCertain;
}

}  // namespace exporter::manifests
