#include "exporter/manifests/manifest_paths.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

bool IsYaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

// The path without "./" at the beginning, because GitHub's annotations do not accept "./a.yaml".
// The result of ".//a.yaml" is not absolute. "./-" is unchanged, because "-" is standard input.
std::string WithoutDot(const fs::path& path) {
  std::string_view text = path.native();
  while (text.starts_with("./")) {
    text.remove_prefix(std::min(text.find_first_not_of('/', 1), text.size()));
  }
  return text.empty() || text == kStandardInput ? path.native() : std::string(text);
}

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

class Finder {
 public:
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

  FoundPaths found() && { return std::move(found_); }

 private:
  void AddError(const std::string& message) {
    found_.errors.emplace_back(ErrorKind::kConfig, message);
  }

  // Sorted by name.
  std::vector<fs::path> EntriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      entries.push_back(entry->path());
    }
    if (error) AddError(folder.string() + ": " + error.message());
    std::sort(entries.begin(), entries.end());
    return entries;
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
    bool any = false;
    std::vector<std::string> outside;
    for (const fs::path& entry : EntriesOf(folder)) {
      // A folder such as .git is not a cluster.
      if (entry.filename().string().starts_with('.')) continue;
      if (fs::is_directory(entry, error)) {
        any = true;
        AddFolder(entry.filename().string(), entry);
      } else if (fs::is_symlink(entry, error) && !fs::exists(entry, error)) {
        AddError(entry.string() + ": is a broken link");
      } else if (IsYaml(entry) && IsFile(entry)) {
        outside.push_back(WithoutDot(entry));
      }
    }
    if (!any) {
      return AddError(
          folder.string() +
          ": has no sub-folders for clusters; for the manifests of a single cluster write "
          "NAME=" +
          folder.string());
    }
    found_.outside.insert(found_.outside.end(), outside.begin(), outside.end());
  }

  // Adds a sub-folder as a cluster, if any file in it is YAML.
  void AddFolder(const std::string& name, const fs::path& folder) {
    const std::size_t errors_before = found_.errors.size();
    AddCluster(name, folder);
    if (found_.errors.size() == errors_before && found_.clusters.back().inputs.empty()) {
      found_.clusters.pop_back();
    }
  }

  void AddNamed(const NamedPath& named) {
    const std::size_t errors_before = found_.errors.size();
    AddCluster(named.name, named.path);
    if (found_.errors.size() == errors_before && found_.clusters.back().inputs.empty()) {
      AddError(named.path + ": contains no *.yaml or *.yml file of cluster \"" + named.name + '"');
    }
  }

  void AddCluster(const std::string& name, const fs::path& path) {
    const auto same_name = [&name](const ClusterInputs& each) { return each.name == name; };
    if (std::any_of(found_.clusters.begin(), found_.clusters.end(), same_name)) {
      return AddError("cluster \"" + name + "\" is given twice, the second time as " +
                      path.string() + "; keep one");
    }
    ClusterInputs& cluster = found_.clusters.emplace_back(ClusterInputs{name, {}});
    if (path == kStandardInput) {
      if (std::exchange(standard_input_used_, true)) {
        return AddError("standard input is given twice, the second time for cluster \"" + name +
                        "\"");
      }
      cluster.inputs.push_back({std::string(kStandardInput)});
      return;
    }
    std::error_code error;
    if (!fs::is_directory(path, error)) {  // a path that does not exist is reported when it is read
      cluster.inputs.push_back({WithoutDot(path)});
      return;
    }
    seen_.clear();
    AddFiles(path, cluster);
  }

  void AddFiles(const fs::path& folder, ClusterInputs& cluster) {
    if (!IsNew(folder)) return;
    for (const fs::path& entry : EntriesOf(folder)) {
      std::error_code error;
      if (fs::is_directory(entry, error)) {
        AddFiles(entry, cluster);
      } else if (IsYaml(entry) && IsNew(entry) && IsFile(entry)) {
        cluster.inputs.push_back({WithoutDot(entry)});
      }
    }
  }

  // Pipes and devices are read only if they are given as arguments.
  bool IsFile(const fs::path& path) {
    std::error_code error;
    const fs::file_type type = fs::status(path, error).type();
    if (type == fs::file_type::regular || error) return true;  // reading reports the error
    AddError(path.string() + ": is not a regular file");
    return false;
  }

  // False if the current cluster already has this file or folder, for example through a symbolic
  // link.
  bool IsNew(const fs::path& path) {
    std::error_code error;
    const fs::path place = fs::canonical(path, error);
    return seen_.insert(error ? path : place).second;
  }

  FoundPaths found_;
  std::set<fs::path> seen_;  // the files and folders of the current cluster
  bool standard_input_used_ = false;
};

}  // namespace

FoundPaths FindManifests(const std::vector<std::string>& arguments) {
  Finder finder;
  for (const std::string& argument : arguments) finder.AddArgument(argument);
  return std::move(finder).found();
}

}  // namespace exporter::manifests
