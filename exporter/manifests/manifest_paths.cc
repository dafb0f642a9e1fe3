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

// "./a.yaml" as "a.yaml": what annotations of a repository's files want. Still the same file: what
// is left is neither absolute (".//a.yaml") nor standard input ("./-").
std::string WithoutDot(const fs::path& path) {
  std::string_view text = path.native();
  while (text.starts_with("./")) {
    text.remove_prefix(std::min(text.find_first_not_of('/', 1), text.size()));
  }
  return text.empty() || text == kStandardInput ? path.native() : std::string(text);
}

// An argument NAME=PATH. A name has no "/", so that a folder may be called ./a=b.
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
      Complain("\"" + argument + "\": write NAME=PATH, or NAME=- for standard input");
    } else {
      AddCluster(named->name, named->path);
    }
  }

  FoundPaths found() && { return std::move(found_); }

 private:
  void Complain(const std::string& message) {
    found_.errors.emplace_back(ErrorKind::kConfig, message);
  }

  // What stands in a folder, in the order of names.
  std::vector<fs::path> EntriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      entries.push_back(entry->path());
    }
    if (error) Complain(folder.string() + ": " + error.message());
    std::sort(entries.begin(), entries.end());
    return entries;
  }

  void AddFolderOfClusters(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) {
      return Complain(folder.string() + ": " +
                      (error ? error.message() : "No such file or directory"));
    }
    if (!fs::is_directory(folder, error)) {
      return Complain(folder.string() + ": is not a folder of clusters; write NAME=" +
                      folder.string() + " with the name of its cluster");
    }
    bool any = false;
    std::vector<std::string> strays;
    for (const fs::path& entry : EntriesOf(folder)) {
      // No cluster is called .git; a broken link is for the reader of files to complain of.
      if (entry.filename().string().starts_with('.')) continue;
      if (fs::is_directory(entry, error)) {
        AddCluster(entry.filename().string(), entry);
        any = true;
      } else if (fs::is_symlink(entry, error) && !fs::exists(entry, error)) {
        Complain(entry.string() + ": is a link to nothing");
      } else if (IsYaml(entry) && IsFile(entry)) {
        strays.push_back(WithoutDot(entry));
      }
    }
    if (!any) {
      return Complain(folder.string() +
                      ": has no sub-folder, and each cluster should be one; for the manifests of a "
                      "single cluster write NAME=" +
                      folder.string());
    }
    found_.strays.insert(found_.strays.end(), strays.begin(), strays.end());
  }

  void AddCluster(const std::string& name, const fs::path& path) {
    const auto same_name = [&name](const ClusterPaths& each) { return each.name == name; };
    if (std::any_of(found_.clusters.begin(), found_.clusters.end(), same_name)) {
      return Complain("cluster \"" + name + "\" is given twice, the second time as " +
                      path.string() + "; keep one");
    }
    ClusterPaths& cluster = found_.clusters.emplace_back(ClusterPaths{name, {}});
    if (path == kStandardInput) {
      if (std::exchange(standard_input_taken_, true)) {
        return Complain("standard input is given to a second cluster, \"" + name + "\"");
      }
      cluster.files.emplace_back(kStandardInput);
      return;
    }
    std::error_code error;
    if (!fs::is_directory(path, error)) {  // what is no file either fails when it is read
      cluster.files.push_back(WithoutDot(path));
      return;
    }
    seen_.clear();
    const std::size_t troubles = found_.errors.size();
    AddFiles(path, cluster);
    if (cluster.files.empty() && found_.errors.size() == troubles) {
      Complain(path.string() + ": holds no *.yaml or *.yml file for cluster \"" + name + "\"");
    }
  }

  void AddFiles(const fs::path& folder, ClusterPaths& cluster) {
    if (!IsNew(folder)) return;
    for (const fs::path& entry : EntriesOf(folder)) {
      std::error_code error;
      if (fs::is_directory(entry, error)) {
        AddFiles(entry, cluster);
      } else if (IsYaml(entry) && IsNew(entry) && IsFile(entry)) {
        cluster.files.push_back(WithoutDot(entry));
      }
    }
  }

  // A pipe or a device that stands in a folder is no manifest, whatever it is called; one that is
  // given by its name may be.
  bool IsFile(const fs::path& path) {
    std::error_code error;
    const fs::file_type type = fs::status(path, error).type();
    if (type == fs::file_type::regular || error) return true;  // the reader will tell what failed
    Complain(path.string() + ": is called as a manifest, and is no regular file");
    return false;
  }

  // Has the cluster not come by this place yet, by whatever link?
  bool IsNew(const fs::path& path) {
    std::error_code error;
    const fs::path place = fs::canonical(path, error);
    return seen_.insert(error ? path : place).second;
  }

  FoundPaths found_;
  std::set<fs::path> seen_;  // by the cluster that is being looked at
  bool standard_input_taken_ = false;
};

}  // namespace

FoundPaths FindManifests(const std::vector<std::string>& arguments) {
  Finder finder;
  for (const std::string& argument : arguments) finder.AddArgument(argument);
  return std::move(finder).found();
}

}  // namespace exporter::manifests
