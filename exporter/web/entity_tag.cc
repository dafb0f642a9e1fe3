#include "exporter/web/entity_tag.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace exporter::web {
namespace {

void RemoveWeakMark(std::string_view& tag) {
  constexpr std::string_view kWeak = "W/";
  if (tag.starts_with(kWeak)) tag.remove_prefix(kWeak.size());
}

// Removes the first entity tag from `list` and returns the tag without "W/". Empty if there is
// none.
std::string_view TakeTag(std::string_view& list) {
  list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
  RemoveWeakMark(list);
  if (!list.starts_with('"')) return {};
  const std::size_t end = list.find('"', 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

// `tag` without the suffix "-gzip" before the last quotation mark.
std::string WithoutGzipSuffix(std::string_view tag) {
  constexpr std::string_view kSuffix = "-gzip\"";
  if (!tag.ends_with(kSuffix)) return std::string(tag);
  tag.remove_suffix(kSuffix.size());
  return std::string(tag) + '"';
}

}  // namespace

bool MatchesEntityTag(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  RemoveWeakMark(tag);
  while (true) {
    const std::string_view listed = TakeTag(if_none_match);
    if (listed.empty()) return false;
    if (listed == tag || WithoutGzipSuffix(listed) == tag) return true;
  }
}

}  // namespace exporter::web
