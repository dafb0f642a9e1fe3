#include "exporter/gitops/folder_contents.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/kustomization_parts.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/repository_root.h"
#include "exporter/text/safe_words.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::Change;
using manifests::Problem;

// Kustomizations that include each other in many ways would take forever. kustomize rejects most of
// them, because an object may occur only once.
constexpr std::size_t kMaxKustomizations = 10'000;

constexpr std::string_view kMetallbPatch =
    "patches objects of MetalLB, which are not read; use --render kustomize";

// The line of the first patch of an object of MetalLB, inline or in a file; 0: none.
int MetallbPatchLine(const fs::path& folder, const manifests::KustomizationFile& kustomization,
                     const Repository& repository, FileCache& files) {
  if (kustomization.metallb_patch_line != 0) return kustomization.metallb_patch_line;
  for (const auto& [path, line] : kustomization.changes) {
    const auto real = repository.Resolve(folder, path);
    if (real && files.At(*real).names_metallb) return line;
  }
  for (const auto& [path, line] : kustomization.patch_files) {
    const auto real = repository.Resolve(folder, path);
    if (real && files.At(*real).is_metallb_patch) return line;
  }
  return 0;
}

// The patches of a kustomization.yaml, inline or in a file.
PlacedPatches PatchesOf(const fs::path& folder, const std::string& shown,
                        const manifests::KustomizationFile& kustomization,
                        const Repository& repository) {
  PlacedPatches patches = {shown, {}, {}};
  for (const objects::Value& element : kustomization.patches) {
    const auto* const listed = std::get_if<std::string>(&element.data);
    const std::string path(listed != nullptr ? *listed : manifests::TextAt(element, "path"));
    const auto real = repository.Resolve(folder, path);
    std::error_code error;
    const bool is_file = !path.empty() && real && fs::is_regular_file(*real, error);
    const auto content = is_file ? files::ReadContent(real->string()) : Result<std::string>("");
    const std::string text = content ? *content : "";
    for (FluxPatch& each : ReadFluxPatches(element, text)) {
      patches.patches.push_back(std::move(each));
    }
    for (manifests::ObjectPatch& each : manifests::ReadObjectPatches(element, text)) {
      patches.objects.push_back(std::move(each));
    }
  }
  return patches;
}

class Reader {
 public:
  Reader(const FluxKustomization& kustomization, const Place& place, const FolderContext& context)
      : context_(context) {
    if (kustomization.metallb_change != Change::kNone) {
      AddMetallbPatch(place,
                      "Kustomization \"" + kustomization.name + "\" " + std::string(kMetallbPatch),
                      kustomization.metallb_change == Change::kCertain);
    }
    AddPlacedPatches({place.file, kustomization.flux_patches, kustomization.object_patches});
  }

  void AddFolder(const fs::path& folder) {
    if (manifests::KustomizationFileIn(folder)) return AddKustomization(folder);
    const FluxResources resources = ResourcesOf(folder, context_.repository);
    contents_.problems.insert(contents_.problems.end(), resources.problems.begin(),
                              resources.problems.end());
    for (const fs::path& each : resources.paths) {
      std::error_code error;
      if (fs::is_directory(each, error)) {
        AddKustomization(each);
      } else {
        AddFile(each);
      }
    }
  }

  // Adds a resource or a component of the kustomization in `folder`.
  void AddResource(const fs::path& folder, const std::string& path, const Place& place) {
    if (manifests::IsLocalUrl(path)) {
      return Report(
          place, Problem::Kind::kUnreadable,
          "resource \"" + text::SafeWords(path) + "\" " + std::string(manifests::kLeadsOut));
    }
    if (manifests::IsRemote(path)) {
      return Report(place, Problem::Kind::kNotChecked,
                    "resource \"" + text::SafeWords(path) + "\" is not in this repository");
    }
    if (path.find("${") != std::string::npos) {
      return Report(place, Problem::Kind::kUnresolved,
                    "resource \"" + path + "\" has a variable without a value");
    }
    const auto real = context_.repository.Resolve(folder, path);
    if (!real) {
      return Report(place, Problem::Kind::kUnreadable, "resource " + real.error().message);
    }
    if (context_.repository.IsExcluded(*real)) return;
    std::error_code error;
    if (!fs::is_directory(*real, error)) return AddFile(*real);
    if (manifests::KustomizationFileIn(*real)) return AddKustomization(*real);
    Report(place, Problem::Kind::kUnreadable,
           "resource \"" + path + "\" is a folder without a kustomization.yaml");
  }

  FolderContents contents() && { return std::move(contents_); }

 private:
  void Report(const Place& place, Problem::Kind kind, std::string message) {
    contents_.problems.push_back(ProblemAt(place, kind, std::move(message)));
  }

  void AddFile(const fs::path& file) {
    contents_.items.push_back({file, false, metallb_patch_, flux_patches_});
  }

  // REQUIRES: the folder has a kustomization.yaml.
  void AddKustomization(const fs::path& folder) {
    if (context_.render) return contents_.items.push_back({folder, true});
    const fs::path file = *manifests::KustomizationFileIn(folder);
    const std::string shown = context_.repository.Shown(file);
    if (std::find(open_.begin(), open_.end(), folder) != open_.end()) {
      return Report({shown}, Problem::Kind::kUnreadable, "the kustomization includes itself");
    }
    if (!context_.repository.Contains(fs::weakly_canonical(file))) {
      return Report({shown}, Problem::Kind::kUnreadable,
                    "the link " + std::string(manifests::kLeadsOut));
    }
    if (++kustomizations_ > kMaxKustomizations) {
      if (kustomizations_ > kMaxKustomizations + 1) return;
      return Report({shown}, Problem::Kind::kNotChecked,
                    "the kustomization is not read, because too many kustomizations lead here");
    }
    const auto& kustomization = context_.files.Kustomization(file);
    if (!kustomization) {
      return Report({shown, kustomization.error().line}, Problem::Kind::kUnreadable,
                    kustomization.error().message);
    }
    contents_.kustomizations.push_back(file);
    open_.push_back(folder);
    const auto outer_metallb = metallb_patch_;
    const auto outer_flux = flux_patches_;
    AddPatches(folder, shown, *kustomization);
    for (const auto* const entries : {&kustomization->resources, &kustomization->components}) {
      for (const auto& [path, line] : *entries) AddResource(folder, path, {shown, line});
    }
    metallb_patch_ = outer_metallb;
    flux_patches_ = outer_flux;
    open_.pop_back();
  }

  void AddPatches(const fs::path& folder, const std::string& shown,
                  const manifests::KustomizationFile& kustomization) {
    const int certain =
        MetallbPatchLine(folder, kustomization, context_.repository, context_.files);
    const int line = certain != 0 ? certain : kustomization.any_patch_line;
    if (const int generator = manifests::GeneratorLine(shown, kustomization); generator != 0) {
      Report({shown, generator}, Problem::Kind::kNotChecked,
             "generates objects of MetalLB, which are not read; use --render kustomize");
    }
    if (line != 0) AddMetallbPatch({shown, line}, std::string(kMetallbPatch), certain != 0);
    AddPlacedPatches(PatchesOf(folder, shown, kustomization, context_.repository));
  }

  // From this point, a patch may change objects of MetalLB. If it is certain, it is reported.
  void AddMetallbPatch(const Place& place, const std::string& message, bool is_certain) {
    metallb_patch_ = ProblemAt(place, Problem::Kind::kNotChecked, message);
    if (is_certain) contents_.problems.push_back(*metallb_patch_);
  }

  void AddPlacedPatches(PlacedPatches patches) {
    if (context_.render || (patches.patches.empty() && patches.objects.empty())) return;
    for (const manifests::ObjectPatch& each : patches.objects) {
      if (each.adds_metallb) {
        Report({patches.file, each.line}, Problem::Kind::kNotChecked, std::string(kMetallbPatch));
      }
    }
    flux_patches_.push_back(std::make_shared<const PlacedPatches>(std::move(patches)));
  }

  const FolderContext& context_;
  FolderContents contents_;
  std::vector<fs::path> open_;  // the kustomizations that are read at this point
  std::size_t kustomizations_ = 0;
  std::optional<Problem> metallb_patch_;  // of the kustomizations in `open_`
  FluxPatchScope flux_patches_;           // of the kustomizations in `open_`
};

}  // namespace

FolderContents ContentsOf(const FluxKustomization& kustomization, const fs::path& folder,
                          const Place& place, const FolderContext& context) {
  Reader reader(kustomization, place, context);
  reader.AddFolder(folder);
  for (const std::string& path : kustomization.overlay.components) {
    reader.AddResource(folder, path, place);
  }
  return std::move(reader).contents();
}

std::optional<Place> PlaceIn(const FolderContents& contents, std::string_view kustomization,
                             const Repository& repository, FileCache& files) {
  for (const FolderItem& item : contents.items) {
    for (const FluxKustomization& each : files.At(item.path).flux.kustomizations) {
      if (each.name == kustomization) return Place{repository.Shown(item.path), each.line};
    }
  }
  return std::nullopt;
}

std::map<fs::path, FluxPatchScope> PatchesOfFiles(const std::vector<manifests::Input>& inputs,
                                                  const Repository& repository, FileCache& files) {
  std::map<fs::path, FluxPatchScope> patches;
  for (const manifests::Input& input : inputs) {
    std::error_code error;
    const fs::path real = fs::canonical(input.file, error);
    if (error || !manifests::IsKustomizationName(real.filename().string())) continue;
    for (const FolderItem& item :
         ContentsOf({}, real.parent_path(), {}, {repository, files}).items) {
      FluxPatchScope& of_file = patches[item.path];
      of_file.insert(of_file.end(), item.flux_patches.begin(), item.flux_patches.end());
    }
  }
  return patches;
}

FluxResources ResourcesOf(const fs::path& folder, const Repository& repository) {
  FluxResources resources;
  std::vector<fs::path> open = {folder};
  std::set<fs::path> seen;
  while (!open.empty()) {
    const fs::path next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;  // a cycle of symbolic links
    const Folder listed = repository.List(next);
    if (listed.kustomization && next != folder) {
      resources.paths.push_back(next);
      continue;
    }
    resources.paths.insert(resources.paths.end(), listed.files.begin(), listed.files.end());
    open.insert(open.end(), listed.folders.begin(), listed.folders.end());
    for (const fs::path& link : listed.unread_links) {
      const std::string message(manifests::IsBrokenLink(link)
                                    ? manifests::kBrokenLink
                                    : "the link " + std::string(manifests::kLeadsOut));
      resources.problems.push_back(
          ProblemAt({repository.Shown(link)}, Problem::Kind::kUnreadable, message));
    }
  }
  std::sort(resources.paths.begin(), resources.paths.end());
  return resources;
}

}  // namespace exporter::gitops
