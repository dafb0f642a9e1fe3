#include "exporter/kubeconfig/kubeconfig_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace exporter::kubeconfig {
namespace {

Result<Kubeconfig> ReadOne(const std::string& path, files::WatchedFiles& files,
                           std::string_view hint = {}) {
  const auto text = files.Read(path);
  if (!text) return Fail(ErrorKind::kConfig, "kubeconfig " + text.error().message);
  return ParseKubeconfig(*text, path, hint);
}

std::vector<NamedContext> NameByContext(Kubeconfig kubeconfig) {
  const auto shared = std::make_shared<const Kubeconfig>(std::move(kubeconfig));
  std::vector<NamedContext> contexts;
  for (const KubeconfigEntry& context : shared->contexts) {
    contexts.push_back({context.name, shared, &context});
  }
  return contexts;
}

std::string NameOfFile(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  for (const std::string_view ending : {".yaml", ".yml", ".conf", ".kubeconfig"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return name;
}

// Sorted by name, because the order of a directory is not stable.
Result<std::vector<std::filesystem::path>> FilesIn(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (!hidden && !entry->is_directory(gone)) files.push_back(entry->path());
  }
  if (error) return Fail(ErrorKind::kConfig, "kubeconfig " + folder + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<Contexts> ReadKubeconfigFile(const std::string& path, files::WatchedFiles& files) {
  auto kubeconfig = ReadOne(path, files);
  if (!kubeconfig) return tl::unexpected(kubeconfig.error());
  return Contexts{NameByContext(*std::move(kubeconfig)), {}, {}};
}

Result<Contexts> ReadKubeconfigFolder(const std::string& path, files::WatchedFiles& files) {
  files.Watch(path);
  const auto paths = FilesIn(path);
  if (!paths) return tl::unexpected(paths.error());
  if (paths->empty()) {
    return Fail(ErrorKind::kConfig, "folder " + path + " contains no kubeconfig file");
  }
  Contexts all;
  for (const std::filesystem::path& file : *paths) {
    auto kubeconfig = ReadOne(file.string(), files,
                              "; every file in the folder must be one (hidden files are ignored)");
    if (!kubeconfig) return tl::unexpected(kubeconfig.error());
    auto contexts = NameByContext(*std::move(kubeconfig));
    for (NamedContext& context : contexts) {
      const std::string name = NameOfFile(file);
      context.name = contexts.size() == 1 ? name : name + '/' + context.context->name;
      const auto twin =
          std::find_if(all.contexts.begin(), all.contexts.end(),
                       [&](const NamedContext& other) { return other.name == context.name; });
      if (twin != all.contexts.end()) {
        return Fail(ErrorKind::kConfig,
                    "kubeconfig " + file.string() + ": its cluster is named \"" + context.name +
                        "\", as in " + twin->context->file + "; rename one of the files");
      }
    }
    std::move(contexts.begin(), contexts.end(), std::back_inserter(all.contexts));
  }
  return all;
}

Result<Contexts> ReadKubeconfigList(const std::string& list, files::WatchedFiles& files) {
  std::vector<Kubeconfig> kubeconfigs;
  std::vector<std::string> missing;
  std::set<std::string> paths;  // a repeated file must not hide its own contexts
  std::size_t start = 0;
  while (start <= list.size()) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    const std::string path = list.substr(start, end - start);
    start = end + 1;
    files.Watch(path);
    std::error_code error;
    if (path.empty() || !paths.insert(path).second) continue;
    if (std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found) {
      missing.push_back(path);
      continue;
    }
    auto kubeconfig = ReadOne(path, files);
    if (!kubeconfig) return tl::unexpected(kubeconfig.error());
    kubeconfigs.push_back(*std::move(kubeconfig));
  }
  MergedKubeconfig merged = Merge(std::move(kubeconfigs));
  return Contexts{NameByContext(std::move(merged.kubeconfig)), std::move(merged.warnings),
                  std::move(missing)};
}

}  // namespace exporter::kubeconfig
