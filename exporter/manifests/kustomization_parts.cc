#include "exporter/manifests/kustomization_parts.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/manifest_text.h"
#include "exporter/manifests/object_patches.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/relevance.h"
#include "exporter/manifests/repository_root.h"

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

Problem ChangeAt(const std::string& file, int line) {
  return {file, line, Problem::Kind::kNotChecked,
          "a patch, component or generator of a kustomization changes objects of MetalLB; use "
          "--render kustomize"};
}

// An empty path if the file does not exist.
fs::path RealPath(const std::string& file) {
  std::error_code error;
  fs::path path = fs::canonical(file, error);
  return error ? fs::path() : path;
}

// The text of the file that an element of `patches` names; empty for other elements.
std::string PatchContent(const std::string& file, const objects::Value& element) {
  const auto* const listed = std::get_if<std::string>(&element.data);
  const std::string path(listed != nullptr ? *listed : TextAt(element, "path"));
  const fs::path real = RealPath((fs::path(file).parent_path() / path).string());
  std::error_code error;
  if (!fs::is_regular_file(real, error) || !IsBelow(real, RepositoryRootOf(file))) return {};
  return files::ReadContent(real.string()).value_or("");
}

// True if a text matters for MetalLB.
using Matters = bool (*)(std::string_view);

// The first line that changes, or may change, objects of MetalLB; 0: none.
int ChangeLine(const std::string& file, const KustomizationFile& kustomization) {
  if (kustomization.metallb_patch_line > 0) return kustomization.metallb_patch_line;
  const std::pair<const std::vector<KustomizationFile::Entry>&, Matters> files_that_change[] = {
      {kustomization.changes, MustBeReadable}, {kustomization.patch_files, IsMetallbPatch}};
  for (const auto& [entries, matters] : files_that_change) {
    for (const auto& [path, line] : entries) {
      const fs::path real = RealPath((fs::path(file).parent_path() / path).string());
      if (real.empty()) continue;
      if (!IsBelow(real, RepositoryRootOf(file))) return line;  // the file is not read
      const auto text = files::ReadContent(real.string());
      if (text && matters(*text)) return line;
    }
  }
  return kustomization.any_patch_line;
}

// Files, or folders with all files below them, by real path.
template <typename Paths>
auto FindAbove(const fs::path& file, const Paths& paths) {
  for (fs::path path = file;; path = path.parent_path()) {
    const auto found = paths.find(path);
    if (found != paths.end() || path == path.parent_path()) return found;
  }
}

class Remover {
 public:
  // Returns true if a patch certainly changes objects of MetalLB.
  bool AddParts(const std::string& file) {
    const auto kustomization = KustomizationIn(file);
    if (!kustomization) return false;
    // The first that names a file decides.
    AddPaths(file, kustomization->other_patch_files, [](std::string_view) { return false; });
    AddPaths(file, kustomization->patch_files, IsMetallbPatch);
    AddPaths(file, kustomization->generated, [](std::string_view) { return false; });
    AddPaths(file, kustomization->parts, DefinesObjects);
    AddPaths(file, kustomization->components, DefinesObjects);
    const int generator_line = GeneratorLine(file, *kustomization);
    if (generator_line != 0) problems_.push_back(ChangeAt(file, generator_line));
    const int line = ChangeLine(file, *kustomization);
    const std::set<fs::path> resources = AllResources(file, *kustomization);
    for (const fs::path& each : resources) {
      if (line != 0) changed_.emplace(each, ChangeAt(file, line));
    }
    const bool adds = AddObjectPatches(file, *kustomization, resources);
    if (kustomization->metallb_patch_line == 0) return adds || generator_line != 0;
    problems_.push_back(ChangeAt(file, line));
    return true;
  }

  // The objects of another cluster are not changed.
  void BeginCluster() {
    changed_.clear();
    object_patches_.clear();
  }

  // Reports what the patches of other objects change in the file.
  PatchEffect AddPatched(const std::string& file) {
    if (object_patches_.empty()) return PatchEffect::kNone;
    const auto found = FindAbove(RealPath(file), object_patches_);
    if (found == object_patches_.end()) return PatchEffect::kNone;
    const auto text = files::ReadContent(file);
    if (!text) return PatchEffect::kNone;
    PatchEffect effect = PatchEffect::kNone;
    Problem problem;
    for (const auto& [kustomization, patch] : found->second) {
      const PatchEffect next = EffectOf(patch, *text);
      if (next <= effect) continue;
      effect = next;
      problem = {kustomization, patch.line, Problem::Kind::kNotChecked, MessageOf(effect, file)};
    }
    if (effect == PatchEffect::kNone) return effect;
    problems_.push_back(problem);
    return IsMetallbPatch(*text) ? PatchEffect::kMetallb : effect;
  }

  // True if the file, or a folder that contains it, is a part.
  bool IsPart(const std::string& file) const {
    return !parts_.empty() && FindAbove(RealPath(file), parts_) != parts_.end();
  }

  // Returns true if the part matters for MetalLB. REQUIRES: IsPart.
  bool AddPart(const std::string& file) {
    const auto& [part, matters] = *FindAbove(RealPath(file), parts_);
    // The kustomization of a component may contain patches.
    const bool is_kustomization = IsKustomizationName(fs::path(file).filename().string());
    return AddProblem(file, ChangeAt(file, 0), is_kustomization ? MustBeReadable : matters);
  }

  // Returns true if a kustomization of the cluster changes objects of MetalLB in the file.
  bool AddChanged(const std::string& file) {
    if (changed_.empty()) return false;
    const auto change = FindAbove(RealPath(file), changed_);
    return change != changed_.end() && AddProblem(file, change->second, MustBeReadable);
  }

  std::vector<Problem> problems() && {
    std::sort(problems_.begin(), problems_.end());
    problems_.erase(std::unique(problems_.begin(), problems_.end()), problems_.end());
    return std::move(problems_);
  }

 private:
  // The resources, and the resources of these. A patch changes all of them.
  static std::set<fs::path> AllResources(const std::string& file,
                                         const KustomizationFile& kustomization) {
    std::set<fs::path> all;
    std::vector<fs::path> open;
    const auto add = [&](const std::string& listing, const KustomizationFile& listed) {
      for (const fs::path& each : RealPaths(listing, listed.resources)) {
        if (all.insert(each).second) open.push_back(each);
      }
    };
    add(file, kustomization);
    while (!open.empty()) {
      const auto inner = KustomizationFileIn(open.back());
      open.pop_back();
      const auto decoded = inner ? KustomizationIn(inner->string()) : std::nullopt;
      if (decoded) add(inner->string(), *decoded);
    }
    return all;
  }

  // Returns true if a patch adds objects of MetalLB to another object.
  bool AddObjectPatches(const std::string& file, const KustomizationFile& kustomization,
                        const std::set<fs::path>& resources) {
    bool adds = false;
    for (const objects::Value& element : kustomization.patches) {
      for (const ObjectPatch& patch : ReadObjectPatches(element, PatchContent(file, element))) {
        if (patch.adds_metallb) problems_.push_back(ChangeAt(file, patch.line));
        adds |= patch.adds_metallb;
        for (const fs::path& each : resources) object_patches_[each].emplace_back(file, patch);
      }
    }
    return adds;
  }

  void AddPaths(const std::string& file, const std::vector<KustomizationFile::Entry>& entries,
                Matters matters) {
    for (const fs::path& each : RealPaths(file, entries)) parts_.emplace(each, matters);
  }

  // Returns true if the text of the file matters.
  bool AddProblem(const std::string& file, const Problem& problem, Matters matters) {
    const auto text = files::ReadContent(file);
    if (!text || !matters(*text)) return false;
    problems_.push_back(problem);
    return true;
  }

  std::map<fs::path, Matters> parts_;    // with the test whether a part matters
  std::map<fs::path, Problem> changed_;  // the resources of a cluster that a kustomization changes
  // By resource of a cluster: the patches of other objects, each with its kustomization.
  std::map<fs::path, std::vector<std::pair<std::string, ObjectPatch>>> object_patches_;
  std::vector<Problem> problems_;
};

}  // namespace

int GeneratorLine(const std::string& file, const KustomizationFile& kustomization) {
  for (const auto& [text, line] : kustomization.literals) {
    if (DefinesObjects(text)) return line;
  }
  for (const auto& [path, line] : kustomization.generated) {
    const fs::path real = RealPath((fs::path(file).parent_path() / path).string());
    std::error_code error;
    if (!fs::is_regular_file(real, error) || !IsBelow(real, RepositoryRootOf(file))) continue;
    const auto text = files::ReadContent(real.string());
    if (text && DefinesObjects(*text)) return line;
  }
  return 0;
}

std::vector<Problem> RemoveKustomizationParts(std::vector<ClusterInputs>& clusters,
                                              std::vector<std::string>& outside) {
  Remover remover;
  const auto add_parts = [&remover](ClusterInputs& cluster) {
    for (const Input& input : cluster.inputs) {
      if (!input.rendered) cluster.incomplete |= remover.AddParts(input.file);
    }
  };
  for (ClusterInputs& cluster : clusters) add_parts(cluster);
  for (const std::string& file : outside) remover.AddParts(file);
  for (ClusterInputs& cluster : clusters) {
    remover.BeginCluster();
    add_parts(cluster);
    std::erase_if(cluster.inputs, [&](const Input& input) {
      if (input.rendered) return false;
      const bool is_part = remover.IsPart(input.file);
      const bool matters = is_part ? remover.AddPart(input.file) : remover.AddChanged(input.file);
      cluster.incomplete |= matters;
      if (is_part || matters) return true;
      const PatchEffect effect = remover.AddPatched(input.file);
      cluster.incomplete |= effect == PatchEffect::kMetallb;
      return effect != PatchEffect::kNone;
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
