#include "exporter/manifests/repository_root.h"

#include <algorithm>
#include <optional>
#include <system_error>

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// The folder or the nearest folder above it with .git.
std::optional<fs::path> FindGit(fs::path folder) {
  std::error_code error;
  for (;; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error)) return folder;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

// The deepest folder of `path` that is below `base` and not below a link.
fs::path FolderBeforeLinks(const fs::path& path, const fs::path& base) {
  fs::path folder = base;
  for (const fs::path& element : path.lexically_relative(base)) {
    std::error_code error;
    const fs::path next = folder / element;
    if (fs::symlink_status(next, error).type() != fs::file_type::directory) break;
    if (element != ".") folder = next;
  }
  return folder;
}

}  // namespace

bool IsBelow(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

fs::path RepositoryRootOf(const fs::path& path) {
  std::error_code error;
  const fs::path working_directory = fs::current_path(error);
  const fs::path base = FindGit(working_directory).value_or(working_directory);
  const fs::path absolute = fs::absolute(path, error).lexically_normal();
  if (IsBelow(absolute, base)) return FindGit(FolderBeforeLinks(absolute, base)).value_or(base);
  fs::path start = fs::canonical(path, error);
  if (error) return path;
  if (!fs::is_directory(start, error)) start = start.parent_path();
  return FindGit(start).value_or(start);
}

bool IsLinkOut(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return false;
  const fs::path folder = fs::absolute(path, error).lexically_normal().parent_path();
  const fs::path root = RepositoryRootOf(folder);
  const bool in_repository =
      fs::exists(root / ".git", error) || IsBelow(folder, fs::current_path(error));
  return in_repository && !IsBelow(real, root);
}

bool IsBrokenLink(const fs::path& path) {
  std::error_code error;
  return fs::is_symlink(path, error) && !fs::exists(path, error);
}

}  // namespace exporter::manifests
