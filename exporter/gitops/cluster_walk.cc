#include "exporter/gitops/cluster_walk.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "exporter/files/file_reader.h"
#include "exporter/gitops/flux_target.h"
#include "exporter/gitops/folder_contents.h"
#include "exporter/gitops/kustomized_folders.h"
#include "exporter/gitops/path_check.h"
#include "exporter/gitops/place.h"
#include "exporter/gitops/reads.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/object_patches.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::PatchEffect;
using manifests::Problem;
using manifests::Variables;

// Limits that no repository reaches without a cycle.
constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxVisits = 20'000;

class Walk {
 public:
  Walk(const WalkContext& context, const Knowledge& known) : context_(context), known_(known) {
    result_.knowledge = known;
  }

  void AddArguments(const manifests::ClusterInputs& cluster) {
    KustomizedFolders kustomized;
    if (context_.render) kustomized = FindKustomized(cluster.inputs, context_.files);
    std::map<fs::path, FluxPatchScope> patches;
    if (context_.flux && !context_.render) {
      patches = PatchesOfFiles(cluster.inputs, context_.repository, context_.files);
    }
    for (const manifests::Input& input : cluster.inputs) {
      std::error_code error;
      const fs::path real = fs::canonical(input.file, error);
      if (error || input.rendered || !fs::is_regular_file(real, error)) {
        others_.push_back(input);
        continue;
      }
      own_folders_.insert(real.parent_path());
      const fs::path folder = real.parent_path();
      if (!kustomized.Contains(folder)) {
        patches_ = patches[real];
        AddFile(real, input.file, input.variables, false);
      } else if (kustomized.roots.contains(folder) &&
                 manifests::IsKustomizationName(real.filename().string())) {
        AddRendering({.folder = folder.string(), .flux = context_.flux}, input.file, folder, {},
                     false);
      }
    }
  }

  WalkResult Finish() && {
    result_.inputs = reads_.Inputs();
    result_.inputs.insert(result_.inputs.begin(), others_.begin(), others_.end());
    std::sort(result_.problems.begin(), result_.problems.end());
    result_.problems.erase(std::unique(result_.problems.begin(), result_.problems.end()),
                           result_.problems.end());
    return std::move(result_);
  }

 private:
  void Report(Problem::Kind kind, const Place& place, const std::string& message) {
    result_.problems.push_back(ProblemAt(place, kind, message));
  }

  // Returns false if the same read was added before.
  bool AddRead(manifests::Input input, const fs::path& place, const TextFacts& facts,
               bool followed) {
    return reads_.Add({.input = std::move(input),
                       .place = place,
                       .has_variables = facts.has_variables,
                       .followed = followed});
  }

  void AddFile(const fs::path& file, const std::string& shown, const Variables& variables,
               bool followed) {
    const TextFacts& facts = context_.files.At(file);
    if (!AddRead({shown, variables}, file, facts, followed)) return;
    // A file that mentions MetalLB is reported when its objects are decoded.
    if (context_.flux && facts.flux_error && !facts.mentions_metallb) {
      Report(Problem::Kind::kUnreadable, {shown, facts.flux_error->line},
             facts.flux_error->message);
    }
    FollowAll(facts.flux, shown, nullptr, variables);
  }

  // `shown`: the file that findings name.
  void AddRendering(const RenderJob& job, const std::string& shown, const fs::path& folder,
                    const Variables& variables, bool followed) {
    const auto found = context_.renderings.find(job);
    if (found == context_.renderings.end()) {
      const auto path_out = FindPathOut(job, context_.repository, context_.files);
      if (path_out) return result_.problems.push_back(*path_out);
      result_.missing.insert(job);
      return;
    }
    const Rendering& rendering = found->second;
    if (!rendering) return Report(Problem::Kind::kUnreadable, {shown}, rendering.error());
    const TextFacts facts = FactsOf(*rendering);
    if (!AddRead({shown, variables, *rendering}, folder, facts, followed)) return;
    FollowAll(facts.flux, shown, &folder, variables);
  }

  // Follows the Kustomizations of one text. If it is rendered, `folder` is the folder, in whose
  // files the Kustomizations are.
  void FollowAll(const FluxObjects& unresolved, const std::string& shown, const fs::path* folder,
                 Variables variables) {
    if (!context_.flux) return;
    for (const auto& [name, value] : context_.variables) variables[name] = value;
    const FluxObjects objects = Resolved(unresolved, variables);
    Learn(objects, result_.knowledge);
    FolderContents rendered;
    if (folder != nullptr && !objects.kustomizations.empty()) {
      rendered = ContentsOf({}, *folder, {}, {context_.repository, context_.files});
    }
    for (const FluxKustomization& each : objects.kustomizations) {
      const Place place = folder == nullptr
                              ? Place{shown, each.line}
                              : PlaceIn(rendered, each.name, context_.repository, context_.files)
                                    .value_or(Place{shown});
      FollowPatched(each, place);
    }
  }

  // Follows a Kustomization as far as the patches allow.
  void FollowPatched(const FluxKustomization& kustomization, const Place& place) {
    const PatchedFields patched = FieldsThatChange(kustomization.name, patches_);
    if (patched.object) {
      return Report(Problem::Kind::kNotChecked, *patched.object,
                    "patches Kustomization \"" + kustomization.name +
                        "\", which is therefore not followed; use --render kustomize");
    }
    // A Kustomization starts a scope of its own: other patches do not change its objects.
    const auto outer_patches = std::exchange(patches_, {});
    const auto outer_variables = std::exchange(patched_variables_, patched.variables);
    Follow(kustomization, place);
    patches_ = outer_patches;
    patched_variables_ = outer_variables;
  }

  void Follow(const FluxKustomization& kustomization, const Place& place) {
    if (IsRootOf(own_folders_, kustomization, context_.repository)) {
      result_.knowledge.roots.insert(kustomization.source);
    }
    const auto folder = FolderOf(kustomization, place, context_.repository, known_);
    if (folder) return Visit(*folder, kustomization, place);
    result_.problems.push_back(folder.error());
  }

  void Visit(const fs::path& folder, const FluxKustomization& kustomization, const Place& place) {
    if (context_.repository.IsExcluded(folder)) return;
    Variables variables = VariablesOf(kustomization, known_);
    if (patched_variables_) variables.clear();
    for (const auto& [name, value] : context_.variables) variables[name] = value;
    if (std::find(chain_.begin(), chain_.end(), folder) != chain_.end()) return;  // a cycle
    const bool is_new =
        visited_.emplace(folder, kustomization.overlay, variables, patched_variables_.has_value())
            .second;
    if (!is_new) return;
    if (chain_.size() >= kMaxDepth || visited_.size() > kMaxVisits) {
      return Report(Problem::Kind::kNotChecked, place,
                    "Kustomization \"" + kustomization.name +
                        "\" is not followed, because too many Kustomizations lead here");
    }
    chain_.push_back(folder);
    if (context_.render && !kustomization.overlay.IsEmpty()) {
      RenderOverlay(folder, kustomization, variables, place);
    } else {
      AddFolder(folder, kustomization, variables, place);
    }
    chain_.pop_back();
  }

  // Adds the fields of the Kustomization to the folder, as Flux does.
  void RenderOverlay(const fs::path& folder, const FluxKustomization& kustomization,
                     const Variables& variables, const Place& place) {
    const auto job = OverlayJob(kustomization, folder, context_.repository);
    if (!job) {
      return Report(
          Problem::Kind::kUnreadable, place,
          "Kustomization \"" + kustomization.name + "\": component " + job.error().message);
    }
    const auto own = manifests::KustomizationFileIn(folder);
    if (!own) {
      for (const Problem& each : ResourcesOf(folder, context_.repository).problems) {
        result_.problems.push_back(each);
      }
    }
    if (job->resources.empty()) return;
    AddRendering(*job, own ? context_.repository.Shown(*own) : place.file, folder, variables, true);
  }

  void AddFolder(const fs::path& folder, const FluxKustomization& kustomization,
                 const Variables& variables, const Place& place) {
    const FolderContents contents = ContentsOf(
        kustomization, folder, place, {context_.repository, context_.files, context_.render});
    result_.problems.insert(result_.problems.end(), contents.problems.begin(),
                            contents.problems.end());
    for (const fs::path& each : contents.kustomizations) result_.followed.insert(each.string());
    for (const FolderItem& item : contents.items) AddItem(item, variables);
  }

  void AddItem(const FolderItem& item, const Variables& variables) {
    result_.followed.insert(item.path.string());
    if (item.is_folder) {
      const fs::path file = *manifests::KustomizationFileIn(item.path);
      return AddRendering({.folder = item.path.string(), .flux = true},
                          context_.repository.Shown(file), item.path, variables, true);
    }
    const TextFacts& facts = context_.files.At(item.path);
    if (item.metallb_patch && facts.mentions_metallb) {
      result_.problems.push_back(*item.metallb_patch);
      return;
    }
    if (ReportPatchedObjects(item)) return;
    const std::string shown = context_.repository.Shown(item.path);
    // A value of --set wins over every patch.
    if (patched_variables_ && facts.mentions_metallb && facts.has_variables &&
        context_.variables.empty()) {
      return Report(Problem::Kind::kNotChecked, *patched_variables_,
                    "patches the variables of " + shown +
                        ", which is therefore not read; use --render kustomize or --set");
    }
    const auto outer = std::exchange(patches_, item.flux_patches);
    AddFile(item.path, shown, variables, true);
    patches_ = outer;
  }

  // Returns true if a patch may change what is checked in the file, which is therefore not read.
  bool ReportPatchedObjects(const FolderItem& item) {
    PatchEffect effect = PatchEffect::kNone;
    Problem problem;
    std::optional<std::string> text;
    for (const auto& placed : item.flux_patches) {
      for (const manifests::ObjectPatch& patch : placed->objects) {
        if (!text) text = files::ReadContent(item.path.string()).value_or("");
        const PatchEffect next = manifests::EffectOf(patch, *text);
        if (next <= effect) continue;
        effect = next;
        problem = ProblemAt({placed->file, patch.line}, Problem::Kind::kNotChecked,
                            manifests::MessageOf(effect, context_.repository.Shown(item.path)));
      }
    }
    if (effect == PatchEffect::kNone) return false;
    const bool only_request = effect == PatchEffect::kRequest && !manifests::IsMetallbPatch(*text);
    (only_request ? result_.requests : result_.problems).push_back(problem);
    return true;
  }

  const WalkContext& context_;
  const Knowledge& known_;
  WalkResult result_;
  Reads reads_;
  std::vector<manifests::Input> others_;  // standard input and pipes, which are read once
  std::set<fs::path> own_folders_;        // of the arguments
  std::vector<fs::path> chain_;           // the folders that Kustomizations follow at this point
  std::set<std::tuple<fs::path, FluxOverlay, Variables, bool>> visited_;
  FluxPatchScope patches_;                  // of the file that is read at this point
  std::optional<Place> patched_variables_;  // the patch, if the variables are not known
};

}  // namespace

WalkResult WalkCluster(const manifests::ClusterInputs& cluster, const WalkContext& context,
                       const Knowledge& known) {
  Walk walk(context, known);
  walk.AddArguments(cluster);
  return std::move(walk).Finish();
}

}  // namespace exporter::gitops
