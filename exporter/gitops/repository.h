// The checkout of a Git repository: finds its root, resolves paths in it, and lists folders.
//
// Nothing outside the root is read, also not through symbolic links. One thread.

#ifndef EXPORTER_GITOPS_REPOSITORY_H_
#define EXPORTER_GITOPS_REPOSITORY_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "exporter/result/result.h"

namespace exporter::gitops {

// True for a path, as findings show it, that --exclude names.
using ExcludedPath = std::function<bool(const std::string& path)>;

struct Folder {
  std::optional<std::filesystem::path> kustomization;  // the file
  // Sorted by name. Folders whose name begins with a dot are not listed.
  std::vector<std::filesystem::path> folders;
  std::vector<std::filesystem::path> files;  // *.yaml and *.yml, without the kustomization
  // Links that are broken or lead out of the repository, to folders, *.yaml and *.yml.
  std::vector<std::filesystem::path> unread_links;
};

class Repository {
 public:
  // `root` must exist.
  Repository(const std::filesystem::path& root, ExcludedPath excluded);

  // The nearest parent folder of `path` that contains .git, else the working directory.
  static std::filesystem::path FindRoot(const std::filesystem::path& path);

  const std::filesystem::path& root() const { return root_; }

  // The real path of `path`, which is relative to the folder `base` of the repository. Errors,
  // kConfig: `"../x" does not exist`, or that it leads out of the repository or contains NUL.
  Result<std::filesystem::path> Resolve(const std::filesystem::path& base,
                                        const std::string& path) const;

  // True if the path is the root or below the root. REQUIRES: `path` is a real path.
  bool Contains(const std::filesystem::path& path) const;

  // True if --exclude names the path, or a folder above it.
  bool IsExcluded(const std::filesystem::path& path) const { return excluded_(Shown(path)); }

  // The entries of a folder, as real paths. Excluded paths, and what cannot be read, are not
  // listed. REQUIRES: `folder` is a real path.
  Folder List(const std::filesystem::path& folder) const;

  // The path as findings show it: relative to the working directory, or absolute if the root is
  // not below or above it.
  std::string Shown(const std::filesystem::path& path) const;

 private:
  std::filesystem::path root_;
  std::filesystem::path working_directory_;
  ExcludedPath excluded_;
};

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_REPOSITORY_H_
