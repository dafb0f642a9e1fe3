#include "exporter/manifests/manifest_paths.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "exporter/manifests/file_walker.h"
#include "exporter/manifests/repository_root.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// Usual names of sub-folders that are not clusters.
constexpr std::string_view kNotClusters[] = {"base", "bases", "components", "docs"};

// An argument NAME=PATH. NAME cannot contain "/", so "./a=b" is a path.
struct NamedPath {
  std::string name;
  std::string path;
};

std::optional<NamedPath> SplitNamed(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || argument.find('/') < equals) return std::nullopt;
  return NamedPath{argument.substr(0, equals), argument.substr(equals + 1)};
}

bool IsUsualBase(std::string_view name) {
  return std::find(std::begin(kNotClusters), std::end(kNotClusters), name) !=
         std::end(kNotClusters);
}

// A cluster of a folder of clusters, before its folder is known to be one.
struct SubFolder {
  fs::path path;
  ClusterInputs cluster;
};

class Finder {
 public:
  explicit Finder(const Excludes& excludes) : walker_(excludes) {}

  void AddArgument(const std::string& argument) {
    const auto named = SplitNamed(argument);
    if (!named) {
      AddFolderOfClusters(argument);
    } else if (named->name.empty() || named->path.empty()) {
      AddError("\"" + argument + "\": write NAME=PATH, or NAME=- for standard input");
    } else {
      AddNamed(*named);
    }
  }

  void AddLayout(const Layout& layout, const Excludes& excludes) {
    std::vector<SubFolder> matches;
    bool any = false;
    const fs::path root = RepositoryRootOf(layout.folder());
    for (const auto& [name, path] : layout.Find(excludes)) {
      std::error_code error;
      const fs::path real = fs::canonical(path, error);
      if (!error && !IsBelow(real, root)) {
        ReportLinkOut(path);
        any = true;
        continue;
      }
      if (auto cluster = FilesAt(name, path)) matches.push_back({path, *std::move(cluster)});
    }
    for (const SubFolder& each : matches) {
      if (IsUsualBase(each.cluster.name)) {
        AddNote(each);
      } else {
        AddFolder(each);
        any = true;
      }
    }
    if (any) return;
    AddError("--layout " + layout.pattern() +
             ": matches no file or folder with *.yaml, *.yml or "
             "*.json files");
  }

  FoundPaths found() && {
    found_.other_languages = walker_.TakeOtherLanguages();
    found_.problems = walker_.TakeProblems();
    for (std::string& note : walker_.TakeNotes()) found_.notes.push_back(std::move(note));
    return std::move(found_);
  }

 private:
  void AddError(const std::string& message) {
    found_.errors.emplace_back(ErrorKind::kConfig, message);
  }

  ClusterInputs& ClusterOf(const std::string& name) {
    const auto found =
        std::find_if(found_.clusters.begin(), found_.clusters.end(),
                     [&name](const ClusterInputs& each) { return each.name == name; });
    if (found != found_.clusters.end()) return *found;
    return found_.clusters.emplace_back(ClusterInputs{name, {}});
  }

  void AddFolderOfClusters(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) {
      return AddError(folder.string() + ": " +
                      (error ? error.message() : "No such file or directory"));
    }
    if (!fs::is_directory(folder, error)) {
      return AddError(folder.string() + ": is not a folder; write NAME=" + folder.string() +
                      " with the name of its cluster");
    }
    const fs::path root = RepositoryRootOf(folder);
    std::vector<SubFolder> sub_folders;
    std::vector<std::string> outside;
    for (const fs::directory_entry& entry : walker_.EntriesOf(folder, root)) {
      if (IsBrokenLink(entry.path())) {
        walker_.Report(entry.path(), std::string(kBrokenLink));
      } else if (entry.is_directory(error)) {
        sub_folders.push_back({entry.path(), Cluster(entry.path(), root)});
      } else if (IsManifestName(entry.path()) && walker_.IsFile(entry)) {
        outside.push_back(WithoutDot(entry.path()));
      } else {
        walker_.AddOtherLanguage(entry);
      }
    }
    if (sub_folders.empty()) {
      return AddError(
          folder.string() +
          ": has no sub-folders for clusters; for the manifests of a single cluster write "
          "NAME=" +
          folder.string());
    }
    AddSubFolders(sub_folders);
    found_.outside.insert(found_.outside.end(), outside.begin(), outside.end());
  }

  ClusterInputs Cluster(const fs::path& folder, const fs::path& root) {
    ClusterInputs cluster{folder.filename().string(), {}};
    FileWalker::Seen& seen = seen_[cluster.name];
    if (FileWalker::IsNew(folder, seen)) {
      cluster.incomplete = !walker_.Walk(folder, root, seen, cluster.inputs);
    }
    return cluster;
  }

  void AddSubFolders(const std::vector<SubFolder>& sub_folders) {
    for (const SubFolder& each : sub_folders) {
      if (each.cluster.inputs.empty()) continue;
      if (IsUsualBase(each.cluster.name)) {
        AddNote(each);
      } else {
        AddFolder(each);
      }
    }
  }

  // Adds a folder that is a cluster because of its place.
  void AddFolder(const SubFolder& folder) {
    ClusterInputs files = folder.cluster;
    files.folders = {WithoutDot(folder.path)};
    AddFiles(files);
  }

  void AddNote(const SubFolder& folder) {
    found_.notes.push_back(NotAClusterNote(folder.cluster.name, WithoutDot(folder.path)));
  }

  void AddFiles(const ClusterInputs& files) {
    ClusterInputs& cluster = ClusterOf(files.name);
    const bool is_named = !cluster.inputs.empty() && cluster.folders.empty();
    if (files.folders.empty()) {
      cluster.folders.clear();
    } else if (!is_named) {
      cluster.folders.push_back(files.folders.front());
    }
    cluster.incomplete |= files.incomplete;
    cluster.inputs.insert(cluster.inputs.end(), files.inputs.begin(), files.inputs.end());
  }

  void AddNamed(const NamedPath& named) {
    if (named.path == kStandardInput) {
      if (std::exchange(standard_input_used_, true)) {
        return AddError("standard input is given twice, the second time for cluster \"" +
                        named.name + '"');
      }
      AddFiles({named.name, {{std::string(kStandardInput)}}});
    } else if (!AddPath(named.name, named.path)) {
      AddError(named.path + ": contains no *.yaml, *.yml or *.json file of cluster \"" +
               named.name + '"');
    }
  }

  void ReportLinkOut(const fs::path& path) {
    walker_.Report(path, "the link " + std::string(kLeadsOut));
  }

  // Returns false for a folder without manifests.
  bool AddPath(const std::string& name, const fs::path& path) {
    if (IsLinkOut(path)) {
      ReportLinkOut(path);
      AddFiles({name, {}, true});
      return true;
    }
    const auto files = FilesAt(name, path);
    if (files) AddFiles(*files);
    return files.has_value();
  }

  // nullopt: a folder without manifests.
  std::optional<ClusterInputs> FilesAt(const std::string& name, const fs::path& path) {
    std::error_code error;
    FileWalker::Seen& seen = seen_[name];
    ClusterInputs files{name, {}};
    if (!fs::is_directory(path, error)) {
      // Reading reports a path that does not exist.
      if (FileWalker::IsNew(path, seen)) files.inputs.push_back({WithoutDot(path)});
    } else if (FileWalker::IsNew(path, seen)) {
      files.incomplete = !walker_.Walk(path, RepositoryRootOf(path), seen, files.inputs);
      if (files.inputs.empty()) return std::nullopt;
    }
    return files;
  }

  FileWalker walker_;
  FoundPaths found_;
  std::map<std::string, FileWalker::Seen> seen_;  // by the name of the cluster
  bool standard_input_used_ = false;
};

}  // namespace

std::string NotAClusterNote(const std::string& name, const std::string& folder) {
  std::string note = folder + ": is not read as a cluster; write ";
  return note.append(name).append("=").append(folder).append(" if it is one");
}

FoundPaths FindManifests(const std::vector<std::string>& arguments,
                         const std::vector<Layout>& layouts, const Excludes& excludes) {
  Finder finder(excludes);
  for (const std::string& argument : arguments) finder.AddArgument(argument);
  for (const Layout& layout : layouts) finder.AddLayout(layout, excludes);
  return std::move(finder).found();
}

}  // namespace exporter::manifests
