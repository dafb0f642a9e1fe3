#include "exporter/gitops/cluster_walk.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "exporter/gitops/kustomized_folders.h"
#include "exporter/gitops/reads.h"
#include "exporter/manifests/variables.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::Change;
using manifests::Problem;
using manifests::Variables;

// Limits that no repository reaches without a cycle.
constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxVisits = 20'000;

constexpr std::string_view kMetallbPatch =
    "patches objects of MetalLB, which are not read; use --render kustomize";

// The place of an object of Flux.
struct Place {
  std::string file;  // as findings show it
  int line = 0;
};

// The patches of Flux's Kustomizations in one file.
struct PlacedPatches {
  std::string file;  // as findings show it
  std::vector<FluxPatch> patches;
};

class Walk {
 public:
  Walk(const WalkContext& context, const Knowledge& known) : context_(context), known_(known) {
    result_.knowledge = known;
  }

  void AddArguments(const manifests::ClusterInputs& cluster) {
    KustomizedFolders kustomized;
    if (context_.render) kustomized = FindKustomized(cluster.inputs, context_.files);
    if (context_.flux && !context_.render) AddPatchesOf(cluster.inputs);
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
        const auto patches = patches_of_files_.find(real);
        if (patches != patches_of_files_.end()) patches_ = patches->second;
        AddFile(real, input.file, input.variables, false);
        patches_.clear();
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
    result_.problems.push_back({place.file, place.line, kind, message});
  }

  // Adds the patches of the kustomizations among the arguments.
  void AddPatchesOf(const std::vector<manifests::Input>& inputs) {
    for (const manifests::Input& input : inputs) {
      std::error_code error;
      const fs::path real = fs::canonical(input.file, error);
      if (error || !manifests::IsKustomizationName(real.filename().string())) continue;
      const auto& kustomization = context_.files.Kustomization(real);
      if (!kustomization) continue;
      const fs::path folder = real.parent_path();
      const auto patches = FluxPatchesOf(folder, *kustomization, context_.repository);
      if (patches.empty()) continue;
      for (const fs::path& file : IncludedFiles(folder, context_.repository, context_.files)) {
        patches_of_files_[file].push_back({input.file, patches});
      }
    }
  }

  void AddFile(const fs::path& file, const std::string& shown, const Variables& variables,
               bool followed) {
    const TextFacts& facts = context_.files.At(file);
    if (!reads_.Add({.input = {.file = shown, .variables = variables, .rendered = {}},
                     .place = file,
                     .has_variables = facts.has_variables,
                     .followed = followed})) {
      return;
    }
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
      result_.missing.insert(job);
      return;
    }
    const Rendering& rendering = found->second;
    if (!rendering) return Report(Problem::Kind::kUnreadable, {shown}, rendering.error());
    const TextFacts facts = FactsOf(*rendering);
    if (!reads_.Add({.input = {.file = shown, .variables = variables, .rendered = *rendering},
                     .place = folder,
                     .has_variables = facts.has_variables,
                     .followed = followed})) {
      return;
    }
    FollowAll(facts.flux, shown, &folder, variables);
  }

  // Follows the Kustomizations of one text. If it is rendered, `folder` is the folder, in whose
  // files the Kustomizations are.
  void FollowAll(const FluxObjects& objects, const std::string& shown, const fs::path* folder,
                 Variables variables) {
    if (!context_.flux) return;
    for (const auto& [name, value] : context_.variables) variables[name] = value;
    Learn(objects, result_.knowledge);
    std::set<fs::path> included;
    if (folder != nullptr && !objects.kustomizations.empty()) {
      included = IncludedFiles(*folder, context_.repository, context_.files);
    }
    for (const FluxKustomization& each : objects.kustomizations) {
      FollowPatched(Resolved(each, variables), folder == nullptr
                                                   ? Place{shown, each.line}
                                                   : PlaceIn(included, each.name, {shown, 0}));
    }
  }

  // Follows a Kustomization as far as the patches allow.
  void FollowPatched(const FluxKustomization& kustomization, const Place& place) {
    std::optional<Place> variables;
    for (const auto& [file, patches] : patches_) {
      for (const FluxPatch& patch : patches) {
        if (!patch.MaySelect(kustomization.name)) continue;
        if (patch.change == FluxPatch::Change::kObject) {
          return Report(Problem::Kind::kNotChecked, {file, patch.line},
                        "patches Kustomization \"" + kustomization.name +
                            "\", which is therefore not followed; use --render kustomize");
        }
        variables = {file, patch.line};
      }
    }
    // A Kustomization starts a scope of its own: other patches do not change its objects.
    const auto outer_patches = std::exchange(patches_, {});
    const auto outer_variables = std::exchange(patched_variables_, variables);
    const auto outer_patched = std::exchange(patched_, {});
    Follow(kustomization, place);
    patches_ = outer_patches;
    patched_variables_ = outer_variables;
    patched_ = outer_patched;
  }

  // The place of a Kustomization in the files of a rendered folder.
  Place PlaceIn(const std::set<fs::path>& files, const std::string& name, const Place& otherwise) {
    for (const fs::path& file : files) {
      for (const FluxKustomization& each : context_.files.At(file).flux.kustomizations) {
        if (each.name == name) return {context_.repository.Shown(file), each.line};
      }
    }
    return otherwise;
  }

  // Flux replaces the variables of a Kustomization in the Kustomizations that it applies.
  static FluxKustomization Resolved(FluxKustomization kustomization, const Variables& variables) {
    if (variables.empty()) return kustomization;
    const auto replace = [&variables](std::string& text) {
      text = manifests::Expand(text, variables).text;
    };
    replace(kustomization.path);
    replace(kustomization.source.name);
    for (auto& [name, value] : kustomization.substitute) replace(value);
    for (std::string& name : kustomization.config_maps) replace(name);
    for (std::string& patch : kustomization.overlay.patches) replace(patch);
    for (std::string& component : kustomization.overlay.components) replace(component);
    return kustomization;
  }

  void Follow(const FluxKustomization& kustomization, const Place& place) {
    const std::string name = "Kustomization \"" + kustomization.name + '"';
    if (kustomization.other_cluster) {
      return Report(Problem::Kind::kOtherCluster, place,
                    name + " applies its objects to another cluster (spec.kubeConfig)");
    }
    if (!kustomization.path_error.empty()) {
      return Report(Problem::Kind::kUnreadable, place, name + ": " + kustomization.path_error);
    }
    if (kustomization.path.find("${") != std::string::npos) {
      return Report(Problem::Kind::kUnresolved, place,
                    name + ": path \"" + kustomization.path + "\" has a variable without a value");
    }
    const fs::path& root = context_.repository.root();
    if (const auto own = context_.repository.Resolve(root, kustomization.path)) {
      LearnRoot(kustomization, *own);
    }
    const auto path = PathInRepository(kustomization, known_);
    if (!path) {
      return Report(Problem::Kind::kNotChecked, place,
                    name + " reads another repository: " + kustomization.source.kind + " \"" +
                        kustomization.source.name + '"');
    }
    const auto folder = context_.repository.Resolve(root, *path);
    std::error_code error;
    if (!folder || !fs::is_directory(*folder, error)) {
      return Report(Problem::Kind::kUnreadable, place,
                    name + ": path " +
                        (folder ? '"' + *path + "\" is not a folder" : folder.error().message) +
                        "; the root of the repository is \"" + context_.repository.Shown(root) +
                        "\", which --flux=ROOT sets");
    }
    Visit(*folder, kustomization, place);
  }

  // A Kustomization whose path contains files of the arguments is the cluster's root. The path of
  // the whole repository says nothing, because every repository has that path.
  void LearnRoot(const FluxKustomization& kustomization, const fs::path& folder) {
    if (kustomization.source.name.empty() || folder == context_.repository.root()) return;
    for (const fs::path& own : own_folders_) {
      if (!IsBelow(own, folder)) continue;
      result_.knowledge.roots.insert(kustomization.source);
      return;
    }
  }

  void Visit(const fs::path& folder, const FluxKustomization& kustomization, const Place& place) {
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
      const bool changed = kustomization.metallb_change != Change::kNone;
      if (changed) {
        patched_.push_back(
            {place.file, place.line, Problem::Kind::kNotChecked,
             "Kustomization \"" + kustomization.name + "\" " + std::string(kMetallbPatch)});
      }
      if (kustomization.metallb_change == Change::kCertain) {
        result_.problems.push_back(patched_.back());
      }
      patches_.push_back({place.file, kustomization.flux_patches});
      AddFolder(folder, variables);
      for (const std::string& path : kustomization.overlay.components) {
        AddResource(folder, path, place, variables);
      }
      patches_.pop_back();
      if (changed) patched_.pop_back();
    }
    chain_.pop_back();
  }

  // Adds the fields of the Kustomization to the folder, as Flux does.
  void RenderOverlay(const fs::path& folder, const FluxKustomization& kustomization,
                     const Variables& variables, const Place& place) {
    RenderJob job = {.folder = folder.string(), .overlay = kustomization.overlay, .flux = true};
    const auto own = Repository::KustomizationIn(folder);
    if (own) {
      job.resources = {folder.string()};
    } else {
      for (const fs::path& each : ResourcesOf(folder, context_.repository)) {
        job.resources.push_back(each.string());
      }
    }
    for (const std::string& path : kustomization.overlay.components) {
      const auto component = context_.repository.Resolve(folder, path);
      if (!component) {
        return Report(
            Problem::Kind::kUnreadable, place,
            "Kustomization \"" + kustomization.name + "\": component " + component.error().message);
      }
      job.components.push_back(component->string());
    }
    if (job.resources.empty()) return;
    AddRendering(job, own ? context_.repository.Shown(*own) : place.file, folder, variables, true);
  }

  // As Flux does: if a folder has no kustomization.yaml, every file and kustomization below the
  // folder is added.
  void AddFolder(const fs::path& folder, const Variables& variables) {
    if (Repository::KustomizationIn(folder)) return AddKustomization(folder, variables);
    for (const fs::path& each : ResourcesOf(folder, context_.repository)) {
      std::error_code error;
      if (fs::is_directory(each, error)) {
        AddKustomization(each, variables);
      } else {
        AddFollowedFile(each, variables);
      }
    }
  }

  void AddFollowedFile(const fs::path& file, const Variables& variables) {
    const TextFacts& facts = context_.files.At(file);
    if (!patched_.empty() && facts.mentions_metallb) {
      result_.problems.push_back(patched_.back());
      return;
    }
    // A value of --set wins over every patch.
    if (patched_variables_ && facts.mentions_metallb && facts.has_variables &&
        context_.variables.empty()) {
      return Report(Problem::Kind::kNotChecked, *patched_variables_,
                    "patches the variables of " + context_.repository.Shown(file) +
                        ", which is therefore not read; use --render kustomize or --set");
    }
    AddFile(file, context_.repository.Shown(file), variables, true);
  }

  // REQUIRES: the folder has a kustomization.yaml.
  void AddKustomization(const fs::path& folder, const Variables& variables) {
    const fs::path file = *Repository::KustomizationIn(folder);
    const std::string shown = context_.repository.Shown(file);
    if (context_.render) {
      return AddRendering({.folder = folder.string(), .flux = true}, shown, folder, variables,
                          true);
    }
    if (std::find(building_.begin(), building_.end(), folder) != building_.end()) {
      return Report(Problem::Kind::kUnreadable, {shown}, "the kustomization includes itself");
    }
    const auto& kustomization = context_.files.Kustomization(file);
    if (!kustomization) {
      return Report(Problem::Kind::kUnreadable, {shown, kustomization.error().line},
                    kustomization.error().message);
    }
    building_.push_back(folder);
    AddIncluded(folder, shown, *kustomization, variables);
    building_.pop_back();
  }

  void AddIncluded(const fs::path& folder, const std::string& shown,
                   const manifests::KustomizationFile& kustomization, const Variables& variables) {
    const int certain =
        MetallbPatchLine(folder, kustomization, context_.repository, context_.files);
    const int line = certain != 0 ? certain : kustomization.any_patch_line;
    if (line != 0) {
      patched_.push_back({shown, line, Problem::Kind::kNotChecked, std::string(kMetallbPatch)});
    }
    if (certain != 0) result_.problems.push_back(patched_.back());
    patches_.push_back({shown, FluxPatchesOf(folder, kustomization, context_.repository)});
    for (const auto* const entries : {&kustomization.resources, &kustomization.components}) {
      for (const auto& [path, entry_line] : *entries) {
        AddResource(folder, path, {shown, entry_line}, variables);
      }
    }
    patches_.pop_back();
    if (line != 0) patched_.pop_back();
  }

  // Adds a resource or a component of the kustomization in `folder`.
  void AddResource(const fs::path& folder, const std::string& path, const Place& place,
                   const Variables& variables) {
    if (manifests::IsRemote(path)) {
      return Report(Problem::Kind::kNotChecked, place,
                    "resource \"" + WithoutUser(path) + "\" is not in this repository");
    }
    if (path.find("${") != std::string::npos) {
      return Report(Problem::Kind::kUnresolved, place,
                    "resource \"" + path + "\" has a variable without a value");
    }
    const auto real = context_.repository.Resolve(folder, path);
    if (!real) {
      return Report(Problem::Kind::kUnreadable, place, "resource " + real.error().message);
    }
    std::error_code error;
    if (!fs::is_directory(*real, error)) return AddFollowedFile(*real, variables);
    if (Repository::KustomizationIn(*real)) return AddKustomization(*real, variables);
    Report(Problem::Kind::kUnreadable, place,
           "resource \"" + path + "\" is a folder without a kustomization.yaml");
  }

  const WalkContext& context_;
  const Knowledge& known_;
  WalkResult result_;
  Reads reads_;
  std::vector<manifests::Input> others_;  // standard input and pipes, which are read once
  std::set<fs::path> own_folders_;        // of the arguments
  std::vector<fs::path> chain_;           // the folders that Kustomizations follow at this point
  std::vector<fs::path> building_;        // the kustomizations that are read at this point
  std::set<std::tuple<fs::path, FluxOverlay, Variables, bool>> visited_;
  std::vector<PlacedPatches> patches_;  // of the kustomizations that are read at this point
  std::map<fs::path, std::vector<PlacedPatches>> patches_of_files_;  // of the arguments
  std::optional<Place> patched_variables_;  // the patch, if the variables are not known
  std::vector<Problem> patched_;            // the patches of MetalLB's objects at this point
};

}  // namespace

WalkResult WalkCluster(const manifests::ClusterInputs& cluster, const WalkContext& context,
                       const Knowledge& known) {
  Walk walk(context, known);
  walk.AddArguments(cluster);
  return std::move(walk).Finish();
}

}  // namespace exporter::gitops
