#include "exporter/gitops/render_job.h"

#include <string_view>
#include <utility>

#include "exporter/gitops/folder_contents.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/text/json_writer.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

void WritePaths(std::string_view key, const std::vector<std::string>& paths,
                const std::string& folder, text::JsonWriter& writer) {
  writer.Key(key).BeginList();
  for (const std::string& path : paths) {
    writer.String(fs::path(path).lexically_relative(folder).string());
  }
  writer.EndList();
}

}  // namespace

Result<RenderJob> OverlayJob(const FluxKustomization& kustomization, const fs::path& folder,
                             const Repository& repository) {
  RenderJob job = {.folder = folder.string(), .overlay = kustomization.overlay, .flux = true};
  if (manifests::KustomizationFileIn(folder)) {
    job.resources = {folder.string()};
  } else {
    for (const fs::path& each : ResourcesOf(folder, repository).paths) {
      job.resources.push_back(each.string());
    }
  }
  for (const std::string& path : kustomization.overlay.components) {
    const auto component = repository.Resolve(folder, path);
    if (!component) return tl::unexpected(component.error());
    job.components.push_back(component->string());
  }
  return job;
}

std::string KustomizationText(const RenderJob& job, const std::string& folder) {
  text::JsonWriter writer;
  writer.BeginObject();
  writer.Key("apiVersion").String("kustomize.config.k8s.io/v1beta1");
  writer.Key("kind").String("Kustomization");
  WritePaths("resources", job.resources, folder, writer);
  WritePaths("components", job.components, folder, writer);
  writer.Key("patches").BeginList();
  for (const std::string& patch : job.overlay.patches) writer.Raw(patch);
  writer.EndList();
  const std::pair<std::string_view, const std::string&> names[] = {
      {"namespace", job.overlay.name_space},
      {"namePrefix", job.overlay.name_prefix},
      {"nameSuffix", job.overlay.name_suffix}};
  for (const auto& [key, value] : names) {
    if (!value.empty()) writer.Key(key).String(value);
  }
  writer.EndObject();
  return writer.text();
}

}  // namespace exporter::gitops
