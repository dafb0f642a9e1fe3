#include "exporter/gitops/file_cache.h"

#include <cstddef>
#include <string>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/relevance.h"
#include "exporter/text/utf16.h"

namespace exporter::gitops {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

// A ConfigMap with variables is small. A large one contains dashboards or certificates.
bool MayContainVariables(std::string_view text) {
  constexpr std::size_t kMaxConfigMap = std::size_t{256} << 10;
  return text.size() <= kMaxConfigMap && text.find("ConfigMap") != text.npos;
}

}  // namespace

TextFacts FactsOf(std::string_view given) {
  const auto utf8 = text::Utf16ToUtf8(given);
  const std::string_view text = utf8 ? *utf8 : given;
  TextFacts facts;
  facts.has_variables = text.find("${") != text.npos;
  facts.mentions_metallb = text.find("metallb.io/") != text.npos;
  facts.names_metallb = manifests::MustBeReadable(text);
  facts.is_metallb_patch = manifests::IsMetallbPatch(text);
  const bool is_flux = MayContainFlux(text);
  if (!is_flux && !MayContainVariables(text)) return facts;
  auto objects = ReadFluxObjects(text);
  if (objects) {
    facts.flux = *std::move(objects);
  } else if (is_flux) {
    facts.flux_error = objects.error();
  }
  return facts;
}

const TextFacts& FileCache::At(const std::filesystem::path& file) {
  const auto found = facts_.find(file);
  if (found != facts_.end()) return found->second;
  const auto text = files::ReadContent(file.string(), kMaxBytes);
  return facts_.emplace(file, text ? FactsOf(*text) : TextFacts()).first->second;
}

const Result<manifests::KustomizationFile>& FileCache::Kustomization(
    const std::filesystem::path& file) {
  const auto found = kustomizations_.find(file);
  if (found != kustomizations_.end()) return found->second;
  const auto text = files::ReadContent(file.string());
  Result<manifests::KustomizationFile> decoded =
      text ? manifests::ReadKustomizationFile(*text) : tl::unexpected(text.error());
  return kustomizations_.emplace(file, std::move(decoded)).first->second;
}

}  // namespace exporter::gitops
