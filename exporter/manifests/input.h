// The inputs of `validate`: the texts that belong to each cluster. Plain values.

#ifndef EXPORTER_MANIFESTS_INPUT_H_
#define EXPORTER_MANIFESTS_INPUT_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace exporter::manifests {

// The values of ${NAME} in a text, by name.
using Variables = std::map<std::string, std::string, std::less<>>;

// A file that is read, or a text that another program rendered.
struct Input {
  std::string file;  // its path, as findings show it; kStandardInput for standard input
  Variables variables = {};
  // If set, the file is not read. Findings name the file, but no line, because the lines of a
  // rendered text are not the lines of any file.
  std::optional<std::string> rendered = std::nullopt;
};

struct ClusterInputs {
  std::string name;
  std::vector<Input> inputs;  // each file at most once
  bool incomplete = false;    // input of the cluster is known to be missing in `inputs`
  // The folders that are the cluster because of their place; empty if an argument names the
  // cluster.
  std::vector<std::string> folders = {};
  // Files that Flux applies to the cluster, but that are not inputs: kustomizations, and files that
  // are not read because a patch changes them.
  std::set<std::string> followed = {};
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_INPUT_H_
