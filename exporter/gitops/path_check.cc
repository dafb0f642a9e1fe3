#include "exporter/gitops/path_check.h"

#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "exporter/gitops/place.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/repository_root.h"
#include "exporter/text/safe_words.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::Problem;

class PathChecker {
 public:
  PathChecker(const Repository& repository, FileCache& files)
      : repository_(repository), files_(files) {}

  std::optional<Problem> Find(std::vector<fs::path> open) {
    while (!open.empty()) {
      const fs::path folder = open.back();
      open.pop_back();
      if (!seen_.insert(folder).second) continue;
      const auto file = manifests::KustomizationFileIn(folder);
      if (!file) continue;
      if (LeadsOut(*file)) return ProblemIn(*file, 0, "the link");
      const auto& kustomization = files_.Kustomization(*file);
      if (!kustomization) continue;  // the rendering fails and says why
      for (const auto& [entries, what] : {std::pair{&kustomization->resources, "resource"},
                                          {&kustomization->components, "resource"},
                                          {&kustomization->parts, "file"}}) {
        for (const auto& [path, line] : *entries) {
          const bool local = manifests::IsLocalUrl(path);
          if (!local && manifests::IsRemote(path)) continue;
          const fs::path next = folder / path;
          if (local || LeadsOut(next)) {
            return ProblemIn(*file, line, std::string(what) + " \"" + text::SafeWords(path) + '"');
          }
          std::error_code error;
          if (fs::is_directory(next, error)) open.push_back(fs::canonical(next, error));
        }
      }
    }
    return std::nullopt;
  }

 private:
  // False for a path that does not exist.
  bool LeadsOut(const fs::path& path) const {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    return !error && !repository_.Contains(real);
  }

  Problem ProblemIn(const fs::path& file, int line, const std::string& subject) const {
    return ProblemAt({repository_.Shown(file), line}, Problem::Kind::kUnreadable,
                     subject + ' ' + std::string(manifests::kLeadsOut));
  }

  const Repository& repository_;
  FileCache& files_;
  std::set<fs::path> seen_;
};

}  // namespace

std::optional<Problem> FindPathOut(const RenderJob& job, const Repository& repository,
                                   FileCache& files) {
  std::vector<fs::path> folders = {job.folder};
  folders.insert(folders.end(), job.resources.begin(), job.resources.end());
  folders.insert(folders.end(), job.components.begin(), job.components.end());
  return PathChecker(repository, files).Find(folders);
}

}  // namespace exporter::gitops
