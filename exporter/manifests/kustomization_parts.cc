#include "exporter/manifests/kustomization_parts.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/relevance.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// nullopt: the file is not a kustomization, or cannot be read, which load.h reports.
std::optional<KustomizationFile> KustomizationIn(const std::string& file) {
  if (!IsKustomizationName(fs::path(file).filename().string())) return std::nullopt;
  const auto text = files::ReadContent(file);
  if (!text) return std::nullopt;
  auto kustomization = ReadKustomizationFile(*text);
  if (!kustomization) return std::nullopt;
  return *std::move(kustomization);
}

// The real paths of the entries that exist. `file`: the kustomization.
std::set<fs::path> RealPaths(const std::string& file,
                             const std::vector<KustomizationFile::Entry>& entries) {
  std::set<fs::path> paths;
  for (const KustomizationFile::Entry& entry : entries) {
    std::error_code error;
    const fs::path path = fs::canonical(fs::path(file).parent_path() / entry.path, error);
    if (!error) paths.insert(path);
  }
  return paths;
}

class Remover {
 public:
  // Returns true if a patch changes objects of MetalLB.
  bool AddParts(const std::string& file) {
    const auto kustomization = KustomizationIn(file);
    if (!kustomization) return false;
    parts_.merge(RealPaths(file, kustomization->parts));
    parts_.merge(RealPaths(file, kustomization->components));
    if (kustomization->metallb_patch_line <= 0) return false;
    Report(file, kustomization->metallb_patch_line);
    return true;
  }

  // True if the file, or a folder that contains it, is a part.
  bool IsPart(const std::string& file) const {
    std::error_code error;
    if (parts_.empty()) return false;
    fs::path path = fs::canonical(file, error);
    if (error) return false;
    while (!parts_.contains(path)) {
      if (path == path.parent_path()) return false;
      path = path.parent_path();
    }
    return true;
  }

  // Returns true if the part mentions MetalLB.
  bool AddPart(const std::string& file) {
    const auto text = files::ReadContent(file);
    if (!text || !MustBeReadable(*text)) return false;
    Report(file, 0);
    return true;
  }

  std::vector<Problem> problems() && {
    std::sort(problems_.begin(), problems_.end());
    problems_.erase(std::unique(problems_.begin(), problems_.end()), problems_.end());
    return std::move(problems_);
  }

 private:
  void Report(const std::string& file, int line) {
    problems_.push_back({file, line, Problem::Kind::kNotChecked,
                         "a patch, component or generator of a kustomization changes objects of "
                         "MetalLB; use --render kustomize"});
  }

  std::set<fs::path> parts_;
  std::vector<Problem> problems_;
};

}  // namespace

std::set<fs::path> IncludedFolders(const ClusterInputs& cluster) {
  std::set<fs::path> folders;
  for (const Input& input : cluster.inputs) {
    if (const auto kustomization = KustomizationIn(input.file)) {
      folders.merge(RealPaths(input.file, kustomization->resources));
    }
  }
  return folders;
}

std::vector<Problem> RemoveKustomizationParts(std::vector<ClusterInputs>& clusters,
                                              std::vector<std::string>& outside) {
  Remover remover;
  for (ClusterInputs& cluster : clusters) {
    for (const Input& input : cluster.inputs) {
      if (!input.rendered) cluster.incomplete |= remover.AddParts(input.file);
    }
  }
  for (const std::string& file : outside) remover.AddParts(file);
  for (ClusterInputs& cluster : clusters) {
    std::erase_if(cluster.inputs, [&](const Input& input) {
      if (input.rendered || !remover.IsPart(input.file)) return false;
      cluster.incomplete |= remover.AddPart(input.file);
      return true;
    });
  }
  std::erase_if(outside, [&remover](const std::string& file) {
    if (!remover.IsPart(file)) return false;
    remover.AddPart(file);
    return true;
  });
  return std::move(remover).problems();
}

}  // namespace exporter::manifests
