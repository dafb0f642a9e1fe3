// The objects of Flux and a kustomization.yaml. Any text has a result. Then:
// - the patches of a Kustomization are JSON on one line;
// - the kustomization.yaml that is written for a rendering is JSON, which kustomize reads;
// - the words of a failed rendering are one short line without control characters, and showing them
//   changes nothing.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "exporter/gitops/flux_objects.h"
#include "exporter/gitops/rendering.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/text/safe_words.h"
#include "exporter/text/visible_text.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

void CheckKustomization(const gitops::FluxKustomization& kustomization) {
  for (const std::string& patch : kustomization.overlay.patches) {
    Require(nlohmann::json::accept(patch) && patch.find('\n') == std::string::npos,
            "a patch is JSON on one line", patch);
  }
  const std::string text = gitops::KustomizationText({.folder = "/a",
                                                      .resources = {"/a", "/b/c.yaml"},
                                                      .components = {"/d"},
                                                      .overlay = kustomization.overlay,
                                                      .flux = true},
                                                     "/tmp/x");
  Require(nlohmann::json::accept(text), "the written kustomization.yaml is JSON", text);
}

void CheckWords(std::string_view text) {
  constexpr std::size_t kMaxWords = 1000;
  const std::string words = text::SafeWords(text);
  Require(words.size() <= kMaxWords, "the words of a program are short");
  Require(words.find('\n') == std::string::npos, "the words of a program are one line", words);
  Require(text::Visible(words) == words, "the words of a program are visible", words);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = exporter::fuzz::TextOf(data, size);
  const auto objects = exporter::gitops::ReadFluxObjects(text);
  if (objects) {
    for (const auto& each : objects->kustomizations) exporter::fuzz::CheckKustomization(each);
  } else {
    exporter::fuzz::CheckMessage(objects.error().message);
  }
  const auto file = exporter::manifests::ReadKustomizationFile(text);
  if (!file) exporter::fuzz::CheckMessage(file.error().message);
  exporter::fuzz::CheckWords(text);
  return 0;
}
