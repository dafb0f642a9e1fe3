#include "exporter/manifests/layout.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;
using Matches = std::vector<Layout::Match>;

constexpr std::string_view kCluster = "{cluster}";

bool HasWildcard(const std::string& element) {
  return element.find_first_of("*?[") != element.npos;
}

// The cluster in `name` if `element`, which contains {cluster}, matches it.
std::optional<std::string> ClusterIn(const std::string& name, const std::string& element) {
  const std::size_t at = element.find(kCluster);
  const std::string prefix = element.substr(0, at);
  const std::string suffix = element.substr(at + kCluster.size());
  const bool matches = name.size() > prefix.size() + suffix.size() && name.starts_with(prefix) &&
                       name.ends_with(suffix) && name.starts_with('.') == element.starts_with('.');
  if (!matches) return std::nullopt;
  return name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path path = folder.empty() ? "." : folder;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Adds the entries of the match's folder that `element` matches.
void AddEntries(const Layout::Match& match, const std::string& element, const Excludes& excludes,
                Matches& next) {
  const bool names_cluster = element.find(kCluster) != element.npos;
  for (const std::string& name : NamesIn(match.path)) {
    std::optional<std::string> cluster = match.cluster;
    if (names_cluster) {
      cluster = ClusterIn(name, element);
    } else if (fnmatch(element.c_str(), name.c_str(), FNM_PERIOD) != 0) {
      continue;
    }
    const std::string path = (fs::path(match.path) / name).string();
    if (cluster && !excludes.Match(path)) next.push_back({*cluster, path});
  }
}

}  // namespace

Result<Layout> Layout::Parse(const std::string& pattern) {
  constexpr const char* kAdvice = "write {cluster} once, as in clusters/{cluster}/metallb";
  const std::size_t at = pattern.find(kCluster);
  if (at == pattern.npos || pattern.find(kCluster, at + 1) != pattern.npos) {
    return Fail(ErrorKind::kConfig, kAdvice);
  }
  if (const std::string advice = AdviceForGlob(pattern); !advice.empty()) {
    return Fail(ErrorKind::kConfig, advice);
  }
  for (const fs::path& each : fs::path(pattern)) {
    const std::string element = each.string();
    if (element == "**") return Fail(ErrorKind::kConfig, "write * for each path element, not **");
    if (element.find(kCluster) != element.npos && HasWildcard(element)) {
      return Fail(ErrorKind::kConfig,
                  "write {cluster} without a wildcard in the same path element");
    }
  }
  return Layout(fs::path(pattern).lexically_normal().string());
}

std::string Layout::folder() const {
  fs::path folder;
  for (const fs::path& each : fs::path(pattern_)) {
    const std::string element = each.string();
    if (element.find(kCluster) != element.npos || HasWildcard(element)) break;
    folder /= each;
  }
  return folder.empty() ? "." : folder.string();
}

std::vector<Layout::Match> Layout::Find(const Excludes& excludes) const {
  Matches matches = {{"", ""}};
  for (const fs::path& each : fs::path(pattern_)) {
    const std::string element = each.string();
    if (element.empty()) continue;  // after a slash at the end
    Matches next;
    for (const Match& match : matches) {
      std::error_code error;
      const std::string path = (fs::path(match.path) / element).string();
      if (element.find(kCluster) != element.npos || HasWildcard(element)) {
        AddEntries(match, element, excludes, next);
      } else if (fs::exists(path, error) && !excludes.Match(path)) {
        next.push_back({match.cluster, path});
      }
    }
    matches = std::move(next);
  }
  return matches;
}

}  // namespace exporter::manifests
