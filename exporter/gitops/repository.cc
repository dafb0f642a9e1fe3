#include "exporter/gitops/repository.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/repository_root.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::IsBelow;

// An empty path if the path does not exist.
fs::path RealPath(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? fs::path() : real;
}

bool IsYaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

}  // namespace

Repository::Repository(const fs::path& root, ExcludedPath excluded)
    : root_(RealPath(root)), working_directory_(RealPath(".")), excluded_(std::move(excluded)) {}

fs::path Repository::FindRoot(const fs::path& path) {
  std::error_code error;
  for (fs::path folder = fs::weakly_canonical(path, error); !error; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error)) return folder;
    if (folder == folder.parent_path()) break;
  }
  return RealPath(".");
}

bool Repository::Contains(const fs::path& path) const { return IsBelow(path, root_); }

Result<fs::path> Repository::Resolve(const fs::path& base, const std::string& path) const {
  if (path.find('\0') != std::string::npos) {
    return Fail(ErrorKind::kConfig, '"' + path + "\" contains a NUL character");
  }
  // A path that begins with a slash is relative to the base, as in Flux.
  const fs::path relative = fs::path(path).relative_path();
  const fs::path real = RealPath(base / relative);
  const bool outside =
      real.empty() ? !IsBelow((base / relative).lexically_normal(), root_) : !Contains(real);
  if (outside) {
    return Fail(ErrorKind::kConfig, '"' + path + "\" " + std::string(manifests::kLeadsOut));
  }
  if (real.empty()) return Fail(ErrorKind::kConfig, '"' + path + "\" does not exist");
  return real;
}

Folder Repository::List(const fs::path& folder) const {
  Folder listed;
  listed.kustomization = manifests::KustomizationFileIn(folder);
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const bool is_link = entry->is_symlink(ignored);
    const fs::path real = is_link ? RealPath(entry->path()) : entry->path();
    const std::string name = entry->path().filename().string();
    if (excluded_(Shown(entry->path()))) continue;
    if (real.empty() || (is_link && !Contains(real))) {
      const bool may_matter = IsYaml(entry->path()) || fs::is_directory(real, ignored);
      if (may_matter) listed.unread_links.push_back(entry->path());
      continue;
    }
    if (is_link ? fs::is_directory(real, ignored) : entry->is_directory(ignored)) {
      if (!name.starts_with('.')) listed.folders.push_back(real);
    } else if (IsYaml(entry->path()) && !manifests::IsKustomizationName(name) &&
               (is_link ? fs::is_regular_file(real, ignored) : entry->is_regular_file(ignored))) {
      listed.files.push_back(real);
    }
  }
  std::sort(listed.folders.begin(), listed.folders.end());
  std::sort(listed.files.begin(), listed.files.end());
  return listed;
}

std::string Repository::Shown(const fs::path& path) const {
  const bool near = IsBelow(working_directory_, root_) || IsBelow(root_, working_directory_);
  return near ? path.lexically_relative(working_directory_).string() : path.string();
}

}  // namespace exporter::gitops
