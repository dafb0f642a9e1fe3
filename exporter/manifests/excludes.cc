#include "exporter/manifests/excludes.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// The elements of a path, relative to the working directory.
std::vector<std::string> ElementsOf(const std::string& path) {
  fs::path relative = fs::path(path).lexically_normal();
  std::error_code error;
  if (relative.is_absolute()) relative = relative.lexically_relative(fs::current_path(error));
  std::vector<std::string> elements;
  for (const fs::path& element : relative) {
    if (!element.empty() && element != ".") elements.push_back(element.string());
  }
  return elements;
}

bool IsAnyFolders(const std::string& element) { return element == "**"; }

// True if `pattern` matches the first elements of `path`, one or more of them. After a mismatch,
// the last ** matches one element more, so the time is at most the product of the lengths.
bool MatchesPrefix(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  std::size_t at = 0;
  std::size_t next = 0;
  std::size_t retry_at = 0;  // after the last **; 0: none
  std::size_t retry_next = 0;
  while (true) {
    if (at == pattern.size() && next > 0) return true;
    if (at < pattern.size() && IsAnyFolders(pattern[at])) {
      retry_at = ++at;
      retry_next = next;
      if (at == pattern.size()) return next < path.size();  // "a/**" does not match "a"
    } else if (at < pattern.size() && next < path.size() &&
               fnmatch(pattern[at].c_str(), path[next].c_str(), 0) == 0) {
      ++at;
      ++next;
    } else if (retry_at > 0 && retry_next < path.size()) {
      at = retry_at;
      next = ++retry_next;
    } else {
      return false;
    }
  }
}

}  // namespace

std::string AdviceForGlob(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '[') {
      std::size_t at = i + 1;
      if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
      const std::size_t end = pattern.find(']', at + 1);  // "[]a]" contains "]"
      if (end == pattern.npos || end > pattern.find('/', i)) {
        return R"(close "[" with "]", or write "\[" for the character)";
      }
      i = end;
    }
  }
  return {};
}

Excludes::Excludes(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    if (Elements elements = ElementsOf(pattern); !elements.empty()) patterns_.push_back(elements);
  }
}

bool Excludes::Match(const std::string& path) const {
  if (patterns_.empty()) return false;
  const Elements elements = ElementsOf(path);
  return std::any_of(patterns_.begin(), patterns_.end(), [&elements](const Elements& pattern) {
    return MatchesPrefix(pattern, elements);
  });
}

}  // namespace exporter::manifests
