#include "exporter/kubeconfig/kubeconfig.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "exporter/objects/field_reader.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::kubeconfig {
namespace {

using objects::Value;

tl::unexpected<Error> InKubeconfig(const std::string& file, const Error& error) {
  return Fail(ErrorKind::kConfig, InFile("kubeconfig " + file, error).message);
}

// Reads one list of the file: if `key` is "clusters", the content of an entry is its "cluster".
Result<std::vector<KubeconfigEntry>> ReadEntries(objects::FieldReader& reader,
                                                 const std::string& key, const std::string& file) {
  const std::string content_key = key.substr(0, key.size() - 1);
  std::vector<KubeconfigEntry> entries;
  for (const Value* const item : reader.Objects(key)) {
    objects::FieldReader entry(*item);
    std::string name = entry.String("name");
    if (entry.error()) {
      return InKubeconfig(file, entry.error()->Within("in " + key));
    }
    if (name.empty()) continue;
    if (FindEntry(entries, name) != nullptr) {
      return InKubeconfig(
          file,
          Fail(ErrorKind::kConfig,
               fmt::format("{} \"{}\" is defined twice; keep one", content_key, name), item->line)
              .value());
    }
    const Value* const content = item->Find(content_key);
    entries.push_back({std::move(name), file, content == nullptr ? Value{} : *content});
  }
  return entries;
}

// Relative paths in equal entries of one folder are equal.
bool AreEqual(const KubeconfigEntry& a, const KubeconfigEntry& b) {
  const auto folder_of = [](const KubeconfigEntry& entry) {
    return std::filesystem::path(entry.file).parent_path();
  };
  return a.content == b.content && folder_of(a) == folder_of(b);
}

// Appends the entries whose names are not in `into`, and a warning for each hidden entry.
void AddMissing(std::string_view kind, std::vector<KubeconfigEntry> from,
                std::vector<KubeconfigEntry>& into, std::vector<std::string>& warnings) {
  for (KubeconfigEntry& entry : from) {
    const KubeconfigEntry* const first = FindEntry(into, entry.name);
    if (first == nullptr) {
      into.push_back(std::move(entry));
    } else if (kind == "context" || !AreEqual(*first, entry)) {
      warnings.push_back(fmt::format(
          "{} \"{}\" of {} is hidden by the {} of the same name in {}; rename one, or use a folder "
          "of kubeconfigs",
          kind, entry.name, entry.file, kind, first->file));
    }
  }
}

}  // namespace

const KubeconfigEntry* FindEntry(const std::vector<KubeconfigEntry>& entries,
                                 std::string_view name) {
  const auto entry =
      std::find_if(entries.begin(), entries.end(),
                   [name](const KubeconfigEntry& each) { return each.name == name; });
  return entry == entries.end() ? nullptr : &*entry;
}

Result<Kubeconfig> ParseKubeconfig(std::string_view text, const std::string& file,
                                   std::string_view hint) {
  const auto not_a_kubeconfig = [&](std::string_view reason) {
    return Fail(ErrorKind::kConfig,
                fmt::format("{} is not a kubeconfig: {}{}", file, reason, hint));
  };
  const auto documents = yaml::ReadDocuments(text, yaml::Duplicates::kLastCounts);
  if (!documents) {
    const Error error = InFile(file, documents.error().Within("not a kubeconfig"));
    return Fail(ErrorKind::kConfig, error.message + std::string(hint));
  }
  if (documents->empty() || documents->front().IsNull()) return Kubeconfig{};
  const Value& root = documents->front();
  if (!root.IsObject()) {
    return not_a_kubeconfig(fmt::format("it must be an object, found {}", root.TypeName()));
  }

  objects::FieldReader reader(root);
  const std::string kind = reader.String("kind");
  if (!kind.empty() && kind != "Config") {
    return not_a_kubeconfig(fmt::format("its kind must be Config, found \"{}\"", kind));
  }
  const std::string version = reader.String("apiVersion");
  if (!version.empty() && version != "v1") {
    return not_a_kubeconfig(fmt::format("its apiVersion must be v1, found \"{}\"", version));
  }
  Kubeconfig kubeconfig;
  const std::pair<const char*, std::vector<KubeconfigEntry>*> lists[] = {
      {"clusters", &kubeconfig.clusters},
      {"users", &kubeconfig.users},
      {"contexts", &kubeconfig.contexts}};
  for (const auto& [key, list] : lists) {
    auto entries = ReadEntries(reader, key, file);
    if (!entries) return tl::unexpected(entries.error());
    *list = *std::move(entries);
  }
  if (reader.error()) return InKubeconfig(file, *reader.error());
  return kubeconfig;
}

MergedKubeconfig Merge(std::vector<Kubeconfig> files) {
  MergedKubeconfig merged;
  for (Kubeconfig& file : files) {
    Kubeconfig& into = merged.kubeconfig;
    AddMissing("cluster", std::move(file.clusters), into.clusters, merged.warnings);
    AddMissing("user", std::move(file.users), into.users, merged.warnings);
    AddMissing("context", std::move(file.contexts), into.contexts, merged.warnings);
  }
  return merged;
}

}  // namespace exporter::kubeconfig
