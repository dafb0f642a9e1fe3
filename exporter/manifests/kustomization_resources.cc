#include "exporter/manifests/kustomization_resources.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/file_walker.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/relevance.h"
#include "exporter/manifests/repository_root.h"
#include "exporter/result/result.h"
#include "exporter/text/safe_words.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;

// An empty path if the path does not exist.
fs::path RealResource(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? fs::path() : real;
}

// The path as findings show it: without "..", if that is the same file.
std::string ShownPath(const fs::path& path, const fs::path& real) {
  const fs::path normal = path.lexically_normal();
  std::error_code error;
  return WithoutDot(fs::equivalent(normal, real, error) ? normal : real);
}

class ResourceReader {
 public:
  explicit ResourceReader(const Excludes& excludes) : excludes_(excludes) {}

  void AddCluster(ClusterInputs& cluster) {
    seen_.clear();
    cluster_ = &cluster;
    for (const Input& input : cluster.inputs) seen_.insert(RealResource(input.file));
    std::size_t next = 0;
    while (next < cluster.inputs.size()) {  // the list grows
      const Input input = cluster.inputs[next++];
      if (!input.rendered) AddListed(input.file);
    }
  }

  std::vector<Problem> problems() && { return std::move(problems_); }

 private:
  // Empty if the file cannot be read, or mentions MetalLB and is not valid, which load.h reports.
  const Result<KustomizationFile>& Decoded(const std::string& file) {
    const auto [found, is_new] = decoded_.try_emplace(RealResource(file));
    if (!is_new) return found->second;
    const auto text = files::ReadContent(file);
    auto kustomization =
        text ? ReadKustomizationFile(*text) : Result<KustomizationFile>(KustomizationFile());
    if (kustomization || !MustBeReadable(*text)) found->second = std::move(kustomization);
    return found->second;
  }

  // Adds the files that the kustomization lists.
  void AddListed(const std::string& file) {
    if (!IsKustomizationName(fs::path(file).filename().string())) return;
    const auto& kustomization = Decoded(file);
    if (!kustomization) {
      problems_.push_back({file, kustomization.error().line, Problem::Kind::kNotChecked,
                           "the resources are not read: " + kustomization.error().message,
                           cluster_->name});
      cluster_->incomplete = true;
      return;
    }
    const fs::path root = RepositoryRootOf(file);
    for (const auto* const entries : {&kustomization->resources, &kustomization->components}) {
      for (const KustomizationFile::Entry& entry : *entries) AddEntry(file, entry, root);
    }
  }

  void AddEntry(const std::string& file, const KustomizationFile::Entry& entry,
                const fs::path& root) {
    const auto report = [&](Problem::Kind kind, const std::string& what) {
      problems_.push_back({file, entry.line, kind,
                           "resource \"" + text::SafeWords(entry.path) + "\" " + what,
                           cluster_->name});
      cluster_->incomplete = true;
    };
    if (IsLocalUrl(entry.path)) {
      return report(Problem::Kind::kUnreadable, std::string(kLeadsOut));
    }
    if (IsRemote(entry.path)) {
      return report(Problem::Kind::kNotChecked, "is not in this repository");
    }
    if (entry.path.find("${") != std::string::npos) {
      return report(Problem::Kind::kUnresolved, "has a variable without a value");
    }
    const fs::path path = fs::path(file).parent_path() / entry.path;
    if (excludes_.Match(path.string())) return;
    const fs::path real = RealResource(path);
    if (real.empty()) return report(Problem::Kind::kNotChecked, "does not exist");
    if (!IsBelow(real, root)) {
      return report(Problem::Kind::kUnreadable, std::string(kLeadsOut));
    }
    std::error_code error;
    if (!fs::is_directory(real, error)) return AddInput(path, real);
    const auto kustomization = KustomizationFileIn(path);
    if (kustomization && !IsBelow(RealResource(*kustomization), root)) {
      return report(Problem::Kind::kUnreadable, std::string(kLeadsOut));
    }
    if (kustomization) return AddInput(*kustomization, RealResource(*kustomization));
    report(Problem::Kind::kNotChecked, "is a folder without a kustomization.yaml");
  }

  void AddInput(const fs::path& path, const fs::path& real) {
    if (seen_.insert(real).second) cluster_->inputs.push_back({ShownPath(path, real)});
  }

  const Excludes& excludes_;
  ClusterInputs* cluster_ = nullptr;
  std::set<fs::path> seen_;  // the real paths of the inputs of the cluster
  std::map<fs::path, Result<KustomizationFile>> decoded_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> AddKustomizationResources(const Excludes& excludes,
                                               std::vector<ClusterInputs>& clusters) {
  ResourceReader reader(excludes);
  for (ClusterInputs& cluster : clusters) reader.AddCluster(cluster);
  return std::move(reader).problems();
}

}  // namespace exporter::manifests
