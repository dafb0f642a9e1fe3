// Lists the manifests below a folder: *.yaml, *.yml and *.json at any depth.
//
// Folders whose name begins with a dot and excluded paths are ignored. Symbolic links that lead out
// of the repository are reported, other links are followed. Does not read files. One thread.

#ifndef EXPORTER_MANIFESTS_FILE_WALKER_H_
#define EXPORTER_MANIFESTS_FILE_WALKER_H_

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/manifests/excludes.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"

namespace exporter::manifests {

// True for the name of a manifest.
bool IsManifestName(const std::filesystem::path& path);

// The path without "./" at the beginning, because GitHub's annotations do not accept "./a.yaml".
// The result of ".//a.yaml" is not absolute. "./-" is unchanged, because "-" is standard input.
std::string WithoutDot(const std::filesystem::path& path);

class FileWalker {
 public:
  // The files and folders that a cluster already has, by device and inode.
  using Seen = std::set<std::pair<dev_t, ino_t>>;

  // `excludes` must outlive the walker.
  explicit FileWalker(const Excludes& excludes) : excludes_(excludes) {}

  // The entries of a folder that are not ignored, sorted by name. `root`: links may not leave it
  // (repository_root.h).
  std::vector<std::filesystem::directory_entry> EntriesOf(const std::filesystem::path& folder,
                                                          const std::filesystem::path& root);

  // Appends the manifests below `folder` that are not in `seen`, sorted by path. Each file or
  // folder is listed once, so circular links are harmless. Returns false if it could not read an
  // entry, or did not follow a link.
  bool Walk(const std::filesystem::path& folder, const std::filesystem::path& root, Seen& seen,
            std::vector<Input>& files);

  // Adds `path` to `seen`. Returns false if it was there.
  static bool IsNew(const std::filesystem::path& path, Seen& seen);

  // A pipe or device is listed only if it is an argument. Returns false and reports it otherwise.
  bool IsFile(const std::filesystem::directory_entry& entry);

  // Remembers a file that is not a manifest if other_languages.h may read it. Walk calls this.
  void AddOtherLanguage(const std::filesystem::directory_entry& entry);
  std::set<std::string> TakeOtherLanguages() { return std::exchange(other_languages_, {}); }

  // Reports that `path` cannot be read.
  void Report(const std::filesystem::path& path, const std::string& message);

  // kUnreadable: a folder that cannot be read, a pipe, a link that leads out of the repository, a
  // broken link with the name of a manifest. Notes: other broken links that may be folders.
  std::vector<Problem> TakeProblems() { return std::exchange(problems_, {}); }
  std::vector<std::string> TakeNotes() { return std::exchange(notes_, {}); }

 private:
  bool LeadsOut(const std::filesystem::directory_entry& entry, const std::filesystem::path& root);
  void ReportBrokenLink(const std::filesystem::path& path);

  const Excludes& excludes_;
  std::set<std::string> other_languages_;
  std::vector<Problem> problems_;
  std::vector<std::string> notes_;
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_FILE_WALKER_H_
