#include "exporter/manifests/kustomization_file.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <variant>

#include "exporter/manifests/object_type.h"
#include "exporter/objects/value.h"
#include "exporter/text/ascii.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

using objects::Value;
using Entries = std::vector<KustomizationFile::Entry>;

// True for an object that is written where the path of a file is possible.
bool IsInline(std::string_view text) {
  return text.find('\n') != text.npos || text.find(": ") != text.npos;
}

void AddText(const Value& value, Entries& entries) {
  const auto* const text = std::get_if<std::string>(&value.data);
  if (text == nullptr || text->empty() || IsInline(*text)) return;
  entries.push_back({*text, value.line});
}

void AddList(const Value& object, std::string_view key, Entries& entries) {
  for (const Value& element : ListAt(object, key)) AddText(element, entries);
}

void AddPath(const Value& object, std::string_view key, Entries& entries) {
  if (const Value* const value = object.Find(key)) AddText(*value, entries);
}

void AddChange(Change change, int line, KustomizationFile& file) {
  int& first = change == Change::kCertain ? file.metallb_patch_line : file.any_patch_line;
  if (change != Change::kNone && first == 0) first = line;
}

void AddPatch(const Value& patch, KustomizationFile& file) {
  const Change change = ChangeOfPatch(patch);
  if (patch.Find("target") == nullptr) {
    AddPath(patch, "path", file.patch_files);
  } else {
    AddPath(patch, "path", change == Change::kNone ? file.other_patch_files : file.parts);
  }
  file.patches.push_back(patch);
  AddChange(change, patch.line, file);
}

void AddReplacement(const Value& replacement, KustomizationFile& file) {
  AddPath(replacement, "path", file.changes);
  for (const Value& target : ListAt(replacement, "targets")) {
    const Value* const select = target.Find("select");
    if (select != nullptr) AddChange(ChangeOfTarget(*select), replacement.line, file);
  }
}

// Adds what changes objects of the kustomization.
void AddChanges(const Value& object, KustomizationFile& file) {
  for (const std::string_view key : {"patches", "patchesStrategicMerge", "patchesJson6902"}) {
    for (const Value& patch : ListAt(object, key)) AddPatch(patch, file);
  }
  for (const Value& replacement : ListAt(object, "replacements")) AddReplacement(replacement, file);
  AddList(object, "patchesStrategicMerge", file.patch_files);
  AddList(object, "transformers", file.parts);
  const Value::List& transformers = ListAt(object, "transformers");
  if (!transformers.empty()) AddChange(Change::kPossible, transformers.front().line, file);
  for (const std::string_view key : {"namePrefix", "nameSuffix"}) {
    const Value* const value = object.Find(key);
    if (value != nullptr && !TextAt(object, key).empty()) {
      AddChange(Change::kPossible, value->line, file);
    }
  }
  for (const Entries* const entries : {&file.changes, &file.patch_files, &file.other_patch_files}) {
    file.parts.insert(file.parts.end(), entries->begin(), entries->end());
  }
}

// The text after "NAME=", which is the key in a ConfigMap.
std::string WithoutKey(const std::string& text) { return text.substr(text.find('=') + 1); }

void AddGenerators(const Value& object, std::string_view key, KustomizationFile& file) {
  for (const Value& generator : ListAt(object, key)) {
    AddPath(generator, "env", file.generated);
    AddList(generator, "envs", file.generated);
    Entries files;
    AddList(generator, "files", files);
    for (const auto& [path, line] : files) file.generated.push_back({WithoutKey(path), line});
    for (const Value& literal : ListAt(generator, "literals")) {
      const auto* const text = std::get_if<std::string>(&literal.data);
      if (text != nullptr) file.literals.push_back({WithoutKey(*text), literal.line});
    }
  }
}

void AddParts(const Value& object, KustomizationFile& file) {
  AddChanges(object, file);
  for (const std::string_view key : {"generators", "validators", "configurations", "crds"}) {
    AddList(object, key, file.parts);
  }
  for (const std::string_view key : {"configMapGenerator", "secretGenerator"}) {
    AddGenerators(object, key, file);
  }
  file.parts.insert(file.parts.end(), file.generated.begin(), file.generated.end());
  for (const Value& chart : ListAt(object, "helmCharts")) {
    AddPath(chart, "valuesFile", file.parts);
    AddList(chart, "additionalValuesFiles", file.parts);
  }
  if (const Value* const openapi = object.Find("openapi")) AddPath(*openapi, "path", file.parts);
}

}  // namespace

bool IsKustomizationName(std::string_view name) {
  return std::find(std::begin(kKustomizationNames), std::end(kKustomizationNames), name) !=
         std::end(kKustomizationNames);
}

std::optional<std::filesystem::path> KustomizationFileIn(const std::filesystem::path& folder) {
  for (const std::string_view name : kKustomizationNames) {
    std::error_code error;
    if (std::filesystem::is_regular_file(folder / name, error)) return folder / name;
  }
  return std::nullopt;
}

bool IsRemote(std::string_view path) {
  return path.find("://") != path.npos || path.starts_with("git@") || path.starts_with("git::") ||
         path.starts_with("github.com/") || path.find("?ref=") != path.npos;
}

bool IsLocalUrl(std::string_view path) {
  return text::ToLower(path).find("file://") != std::string::npos;
}

bool IsMetallbPatch(std::string_view text) {
  return text.find("metallb.io/v") != text.npos || text.find("address-pools") != text.npos;
}

Change ChangeOfPatch(const Value& patch) {
  if (const Value* const target = patch.Find("target")) return ChangeOfTarget(*target);
  const auto* const text = std::get_if<std::string>(&patch.data);
  const std::string_view content = text == nullptr ? TextAt(patch, "patch") : *text;
  const bool changes = IsMetallbPatch(content) && (text == nullptr || IsInline(content));
  return changes ? Change::kCertain : Change::kNone;
}

Result<KustomizationFile> ReadKustomizationFile(std::string_view text) {
  const auto documents = yaml::ReadDocuments(text);
  if (!documents) return tl::unexpected(documents.error());
  KustomizationFile file;
  for (const Value& document : *documents) {
    if (document.IsNull()) continue;
    if (!document.IsObject()) {
      return Fail(ErrorKind::kConfig,
                  "a kustomization must be an object, found " + std::string(document.TypeName()),
                  document.line);
    }
    file.is_component = TextAt(document, "kind") == "Component";
    for (const std::string_view key : {"resources", "bases"}) {
      AddList(document, key, file.resources);
    }
    AddList(document, "components", file.components);
    AddParts(document, file);
    break;
  }
  return file;
}

}  // namespace exporter::manifests
