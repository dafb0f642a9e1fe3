#include "exporter/manifests/other_languages.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "exporter/files/file_reader.h"

namespace exporter::manifests {
namespace {

constexpr std::size_t kMaxSourceBytes = std::size_t{1} << 20;

// Templates (Jinja, Go, ERB), Terraform, jsonnet, CUE, Nix and shell scripts.
constexpr std::string_view kExtensions[] = {".j2",        ".jinja", ".jinja2", ".tpl", ".tmpl",
                                            ".gotmpl",    ".erb",   ".hcl",    ".tf",  ".jsonnet",
                                            ".libsonnet", ".cue",   ".nix",    ".sh"};

bool MentionsPools(std::string_view text) {
  return text.find("AddressPool") != text.npos || text.find("address-pools") != text.npos;
}

}  // namespace

bool IsOtherLanguage(const std::filesystem::path& path) {
  return std::find(std::begin(kExtensions), std::end(kExtensions), path.extension().native()) !=
         std::end(kExtensions);
}

std::vector<std::string> NotesOnPoolsIn(const std::set<std::string>& files) {
  std::vector<std::string> notes;
  for (const std::string& file : files) {
    const auto text = files::ReadContent(file, kMaxSourceBytes);
    if (!text || !MentionsPools(*text)) continue;
    notes.push_back(file +
                    ": mentions pools, but is not YAML; generate the manifests and check them as "
                    "NAME=PATH, or NAME=- from standard input");
  }
  return notes;
}

}  // namespace exporter::manifests
