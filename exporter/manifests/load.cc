#include "exporter/manifests/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/manifest_text.h"
#include "exporter/manifests/relevance.h"
#include "exporter/manifests/repository_root.h"
#include "exporter/text/list_text.h"

namespace exporter::manifests {
namespace {

namespace fs = std::filesystem;
using metallb::DeclaredCluster;

// Enough for a whole cluster in one stream, with its custom resource definitions.
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;
// Parsing is slow, and notes are not important.
constexpr std::size_t kMaxBytesForNotes = std::size_t{4} << 20;

// True for standard input, pipes and devices, such as /dev/fd/63 of a shell's <(command).
bool IsStream(const std::string& file) {
  if (file == kStandardInput || file.starts_with("/dev/") || file.starts_with("/proc/")) {
    return true;
  }
  std::error_code error;
  return fs::is_other(fs::status(file, error)) && !error;
}

std::string NameOfStream(const std::string& file, const std::string& cluster) {
  return file == kStandardInput ? "standard input" : "input of cluster \"" + cluster + '"';
}

std::string NoteOf(const Problem& problem) {
  const std::string line = problem.line > 0 ? ':' + std::to_string(problem.line) : "";
  return problem.file + line + ": " + problem.message;
}

bool DeclaresAnything(const DeclaredCluster& cluster) {
  return !cluster.pools.empty() || !cluster.advertisements.empty() ||
         !cluster.communities.empty() || !cluster.peers.empty();
}

// True if objects of the cluster may be missing because of the problem.
bool HidesObjects(const Problem& problem) {
  return problem.kind == Problem::Kind::kUnreadable || problem.kind == Problem::Kind::kNotChecked;
}

// As MustBeReadable, in pieces.
bool LargeFileMatters(const std::string& file) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  constexpr std::size_t kOverlap = 64;  // more than any word
  std::ifstream stream(file, std::ios::binary);
  std::string piece;
  while (stream) {
    piece.erase(0, piece.size() - std::min(piece.size(), kOverlap));
    const std::size_t kept = piece.size();
    piece.resize(kept + kPiece);
    stream.read(piece.data() + kept, kPiece);
    piece.resize(kept + static_cast<std::size_t>(stream.gcount()));
    if (MustBeReadable(piece)) return true;
  }
  return !stream.eof();
}

struct Text {
  std::string_view content;
  const std::string& name;  // in objects and problems
  Lines lines;
  const Variables& variables;
  bool must_be_readable;
};

class Loader {
 public:
  void AddCluster(const ClusterInputs& inputs) {
    DeclaredCluster cluster;
    cluster.name = inputs.name;
    const std::size_t problems_before = loaded_.problems.size();
    for (const Input& input : inputs.inputs) AddInput(input, cluster);
    const std::span<Problem> problems =
        std::span<Problem>(loaded_.problems).subspan(problems_before);
    for (Problem& each : problems) each.cluster = inputs.name;
    const bool unreadable = std::any_of(problems.begin(), problems.end(), [](const Problem& each) {
      return each.kind == Problem::Kind::kUnreadable;
    });
    cluster.incomplete |=
        inputs.incomplete || std::any_of(problems.begin(), problems.end(), HidesObjects);
    if (cluster.pools.empty() && !unreadable && !inputs.inputs.empty()) {
      AddNoPools(inputs, cluster.incomplete);
    }
    loaded_.clusters.push_back(std::move(cluster));
  }

  void AddOutside(const std::string& file) {
    DeclaredCluster unknown_cluster;
    AddFile({file}, unknown_cluster);
    if (!DeclaresAnything(unknown_cluster)) return;
    AddUnreadable(
        file, "the file is outside the cluster folders; move it into the folder of its cluster");
  }

  LoadedManifests loaded() && { return std::move(loaded_); }

 private:
  void AddUnreadable(const std::string& name, const std::string& message) {
    loaded_.problems.push_back({name, 0, Problem::Kind::kUnreadable, message});
  }

  void AddNoPools(const ClusterInputs& inputs, bool incomplete) {
    const std::string& first = inputs.inputs.front().file;
    const std::string count = text::Count(inputs.inputs.size(), "file", "files");
    loaded_.problems.push_back(
        {IsStream(first) ? NameOfStream(first, inputs.name) : first, 0, Problem::Kind::kNoPools,
         "cluster \"" + inputs.name + "\" has no pool in " + count +
             (incomplete ? "; other input of the cluster was not read" : "")});
  }

  void AddInput(const Input& input, DeclaredCluster& cluster) {
    if (input.rendered) {
      ++loaded_.files;
      AddText({*input.rendered, input.file, Lines::kNone, input.variables, true}, cluster);
    } else if (IsStream(input.file)) {
      AddStream(input, cluster);
    } else {
      AddFile(input, cluster);
    }
  }

  void AddStream(const Input& input, DeclaredCluster& cluster) {
    const std::string name = NameOfStream(input.file, cluster.name);
    loaded_.streams.insert(name);
    const auto text = input.file == kStandardInput ? files::ReadStandardInput(kMaxBytes)
                                                   : files::ReadContent(input.file, kMaxBytes);
    if (!text) return AddUnreadable(name, text.error().message);
    ++loaded_.files;
    const std::size_t objects_before = cluster.objects;
    const std::size_t problems_before = loaded_.problems.size();
    AddText({*text, name, Lines::kOfFile, input.variables, true}, cluster);
    if (cluster.objects > objects_before || loaded_.problems.size() > problems_before) return;
    AddUnreadable(name, "contains no object; did the command that writes it fail?");
  }

  void AddFile(const Input& input, DeclaredCluster& cluster) {
    if (irrelevant_.contains(input.file)) {  // many clusters may share a large folder
      ++loaded_.files;
      return;
    }
    const auto text = files::ReadContent(input.file, kMaxBytes);
    if (!text) return AddUnreadFile(input.file, text.error().message);
    ++loaded_.files;
    if (!MayMatter(*text)) {
      irrelevant_.insert(input.file);
      if (bytes_for_notes_ + text->size() > kMaxBytesForNotes) return;
      bytes_for_notes_ += text->size();
    }
    AddText({*text, input.file, Lines::kOfFile, input.variables, MustBeReadable(*text)}, cluster);
  }

  void AddUnreadFile(const std::string& file, const std::string& message) {
    if (IsBrokenLink(file)) return AddUnreadable(file, std::string(kBrokenLink));
    std::error_code error;
    const bool is_large = fs::file_size(file, error) > kMaxBytes && !error;
    if (!is_large || LargeFileMatters(file)) return AddUnreadable(file, message);
    loaded_.notes.push_back(file + ": " + message);
  }

  void AddText(const Text& text, DeclaredCluster& cluster) {
    for (Problem& problem :
         AddManifest(text.content, text.name, cluster, text.lines, text.variables)) {
      if (problem.kind == Problem::Kind::kUnreadable && !text.must_be_readable) {
        loaded_.notes.push_back(NoteOf(problem));
      } else {
        loaded_.problems.push_back(std::move(problem));
      }
    }
  }

  LoadedManifests loaded_;
  std::size_t bytes_for_notes_ = 0;
  std::unordered_set<std::string> irrelevant_;  // files that were read and do not matter
};

}  // namespace

LoadedManifests LoadManifests(const std::vector<ClusterInputs>& clusters,
                              const std::vector<std::string>& outside) {
  Loader loader;
  for (const ClusterInputs& inputs : clusters) loader.AddCluster(inputs);
  for (const std::string& file : outside) loader.AddOutside(file);
  return std::move(loader).loaded();
}

}  // namespace exporter::manifests
