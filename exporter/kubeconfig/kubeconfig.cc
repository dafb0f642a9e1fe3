#include "exporter/kubeconfig/kubeconfig.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exporter/objects/field_reader.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::kubeconfig {
namespace {

using objects::Value;

tl::unexpected<Error> InFile(const std::string& file, const std::string& what) {
  return Fail(ErrorKind::kConfig, "kubeconfig " + file + ": " + what);
}

// One of the file's lists: `key` is "clusters", an entry's content stands under "cluster".
Result<std::vector<KubeconfigEntry>> ReadEntries(objects::FieldReader& reader,
                                                 const std::string& key, const std::string& file) {
  const std::string content_key = key.substr(0, key.size() - 1);
  std::vector<KubeconfigEntry> entries;
  for (const Value* const item : reader.Objects(key)) {
    objects::FieldReader entry(*item);
    std::string name = entry.String("name");
    if (entry.error()) {
      return InFile(file,
                    fmt::format("line {}: in {}, {}", item->line, key, entry.error()->message));
    }
    if (name.empty()) continue;
    if (FindEntry(entries, name) != nullptr) {
      return InFile(file, fmt::format("{} \"{}\" is defined twice; keep one", content_key, name));
    }
    const Value* const content = item->Find(content_key);
    entries.push_back({std::move(name), file, content == nullptr ? Value{} : *content});
  }
  return entries;
}

void TakeNew(std::vector<KubeconfigEntry> from, std::vector<KubeconfigEntry>& into) {
  for (KubeconfigEntry& entry : from) {
    if (FindEntry(into, entry.name) == nullptr) into.push_back(std::move(entry));
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

Result<Kubeconfig> ParseKubeconfig(std::string_view text, const std::string& file) {
  const auto documents = yaml::ReadDocuments(text, yaml::Duplicates::kLastCounts);
  if (!documents) return InFile(file, documents.error().message);
  if (documents->empty() || documents->front().IsNull()) return Kubeconfig{};
  const Value& root = documents->front();
  if (!std::holds_alternative<Value::Object>(root.data)) {
    return InFile(file, std::string(root.TypeName()) + " where a kubeconfig should be");
  }

  objects::FieldReader reader(root);
  const std::string kind = reader.String("kind");
  if (!kind.empty() && kind != "Config") {
    return InFile(file,
                  "an object of kind \"" + kind + "\" where a kubeconfig (kind Config) should be");
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
  if (reader.error()) return InFile(file, reader.error()->message);
  return kubeconfig;
}

MergedKubeconfig Merge(std::vector<Kubeconfig> files) {
  MergedKubeconfig merged;
  for (Kubeconfig& file : files) {
    for (const KubeconfigEntry& context : file.contexts) {
      const KubeconfigEntry* const first = FindEntry(merged.kubeconfig.contexts, context.name);
      if (first == nullptr) continue;
      merged.warnings.push_back("context \"" + context.name + "\" of " + context.file +
                                " is hidden by the one of " + first->file +
                                "; rename one, or give a folder of kubeconfigs");
    }
    TakeNew(std::move(file.clusters), merged.kubeconfig.clusters);
    TakeNew(std::move(file.users), merged.kubeconfig.users);
    TakeNew(std::move(file.contexts), merged.kubeconfig.contexts);
  }
  return merged;
}

}  // namespace exporter::kubeconfig
