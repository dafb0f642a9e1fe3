// The facts of files that decide how Flux's objects are followed. Each file is read once, even if
// several clusters share it. One thread.

#ifndef EXPORTER_GITOPS_FILE_CACHE_H_
#define EXPORTER_GITOPS_FILE_CACHE_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

#include "exporter/gitops/flux_objects.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/result/result.h"

namespace exporter::gitops {

struct TextFacts {
  bool has_variables = false;     // contains "${"
  bool mentions_metallb = false;  // contains "metallb.io/"
  bool names_metallb = false;     // manifests::MustBeReadable
  bool is_metallb_patch = false;  // manifests::IsMetallbPatch
  FluxObjects flux;
  // The text contains objects of Flux, but is not YAML.
  std::optional<Error> flux_error = std::nullopt;
};

TextFacts FactsOf(std::string_view given);

class FileCache {
 public:
  // A file that cannot be read has no facts, because manifests/load.h reports it.
  const TextFacts& At(const std::filesystem::path& file);

  // The decoded kustomization.yaml. Errors: kConfig, if it cannot be read or decoded.
  const Result<manifests::KustomizationFile>& Kustomization(const std::filesystem::path& file);

 private:
  std::map<std::filesystem::path, TextFacts> facts_;
  std::map<std::filesystem::path, Result<manifests::KustomizationFile>> kustomizations_;
};

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_FILE_CACHE_H_
