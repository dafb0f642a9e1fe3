#include "exporter/gitops/shared_folders.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <unordered_map>

#include "exporter/files/file_reader.h"
#include "exporter/gitops/file_cache.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/manifest_text.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

using manifests::ClusterInputs;
using Names = std::set<std::string>;

// An empty path if the file does not exist.
fs::path RealFile(const std::string& file) {
  std::error_code error;
  fs::path real = fs::canonical(file, error);
  return error ? fs::path() : real;
}

// True if the file contains objects that `validate` checks, or may contain some.
bool MattersIn(const fs::path& file) {
  const auto text = files::ReadContent(file.string());
  return !text || manifests::DefinesObjects(*text);  // load.h reports a file that cannot be read
}

// The files of one folder of clusters that decide what is applied.
class SharedFolders {
 public:
  SharedFolders(const OwnFiles& own, const std::vector<ClusterInputs>& clusters) : own_(own) {
    std::map<fs::path, std::string> owners;
    std::unordered_map<std::string, Names> readers;  // many clusters may read one file
    for (const ClusterInputs& cluster : clusters) {
      for (const std::string& each : cluster.folders) owners[RealFile(each)] = cluster.name;
      const std::set<std::string>& own_files = own.at(cluster.name);
      for (const manifests::Input& input : cluster.inputs) {
        if (!own_files.contains(input.file)) readers[input.file].insert(cluster.name);
      }
      for (const std::string& file : cluster.followed) readers[file].insert(cluster.name);
    }
    for (const auto& [file, names] : readers) {
      const fs::path real = RealFile(file);
      for (fs::path folder = real; folder.has_relative_path(); folder = folder.parent_path()) {
        const auto owner = owners.find(folder);
        if (owner != owners.end()) readers_[owner->second][real].insert(names.begin(), names.end());
      }
    }
  }

  // True if the folders of the cluster are shared. Ignores the files that removed clusters read.
  bool Contains(const std::string& cluster) {
    std::set<fs::path> read;
    for (const auto& [file, names] : readers_[cluster]) {
      const bool by_others = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name != cluster && !removed_.contains(name);
      });
      if (by_others) read.insert(file);
    }
    if (read.empty()) return false;
    std::set<fs::path> files;
    for (const std::string& each : own_.at(cluster)) files.insert(RealFile(each));
    const std::set<fs::path> parts = PartsOf(files);
    return std::none_of(files.begin(), files.end(), [&](const fs::path& file) {
      return !read.contains(file) && !parts.contains(file) && DecidesAlone(file, read);
    });
  }

  void Remove(const std::string& cluster) { removed_.insert(cluster); }

 private:
  // The files that the kustomizations among `files` do not apply as objects, such as patches.
  std::set<fs::path> PartsOf(const std::set<fs::path>& files) {
    std::set<fs::path> parts;
    for (const fs::path& file : files) {
      if (!manifests::IsKustomizationName(file.filename().string())) continue;
      const auto& kustomization = files_.Kustomization(file);
      if (!kustomization) continue;
      for (const auto& [path, line] : kustomization->parts) {
        parts.insert(RealFile((file.parent_path() / path).string()));
      }
    }
    return parts;
  }

  // True if the file, which other clusters do not read, decides what is applied.
  bool DecidesAlone(const fs::path& file, const std::set<fs::path>& read) {
    if (!manifests::IsKustomizationName(file.filename().string())) {
      return !files_.At(file).flux.kustomizations.empty() || MattersIn(file);
    }
    const auto& kustomization = files_.Kustomization(file);
    return !kustomization || !OnlyLists(*kustomization) ||
           std::none_of(read.begin(), read.end(), [&file](const fs::path& each) {
             return each.parent_path() == file.parent_path();
           });
  }

  // True if the kustomization applies files of its own folder, without a change.
  static bool OnlyLists(const manifests::KustomizationFile& kustomization) {
    for (const auto* const entries : {&kustomization.resources, &kustomization.components}) {
      for (const auto& [path, line] : *entries) {
        const std::string normal = fs::path(path).lexically_normal().string();
        if (normal.starts_with("..") || normal.starts_with('/')) return false;
      }
    }
    return kustomization.parts.empty() && kustomization.patches.empty() &&
           kustomization.any_patch_line == 0 && kustomization.metallb_patch_line == 0;
  }

  const OwnFiles& own_;
  FileCache files_;
  // By cluster: the files in its folders that clusters follow, and these clusters.
  std::map<std::string, std::map<fs::path, Names>> readers_;
  Names removed_;
};

}  // namespace

OwnFiles OwnFilesOf(const std::vector<ClusterInputs>& clusters) {
  OwnFiles own;
  for (const ClusterInputs& cluster : clusters) {
    std::set<std::string>& files = own[cluster.name];
    for (const manifests::Input& input : cluster.inputs) files.insert(input.file);
  }
  return own;
}

std::vector<std::string> RemoveSharedFolders(const OwnFiles& own,
                                             std::vector<ClusterInputs>& clusters,
                                             std::vector<manifests::Problem>& problems) {
  std::vector<std::string> notes;
  SharedFolders shared(own, clusters);
  for (auto cluster = clusters.begin(); cluster != clusters.end();) {
    if (!shared.Contains(cluster->name)) {
      ++cluster;
      continue;
    }
    const std::string name = cluster->name;
    for (const std::string& folder : cluster->folders) {
      notes.push_back(manifests::NotAClusterNote(name, folder));
    }
    shared.Remove(name);
    std::erase_if(problems,
                  [&name](const manifests::Problem& each) { return each.cluster == name; });
    cluster = clusters.erase(cluster);
  }
  return notes;
}

}  // namespace exporter::gitops
