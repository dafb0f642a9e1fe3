// Reads the inputs of all clusters for `validate` and decodes their objects (manifest_text.h). The
// inputs come from manifest_paths.h. Does not check the objects (see validation/).

#ifndef EXPORTER_MANIFESTS_LOAD_H_
#define EXPORTER_MANIFESTS_LOAD_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::manifests {

struct LoadedManifests {
  std::vector<metallb::DeclaredCluster> clusters;
  // In the order of the inputs. After a problem, the other inputs are still read.
  std::vector<Problem> problems;
  // Files that cannot be parsed, but do not matter (relevance.h): "web/values.yaml:3: …".
  std::vector<std::string> notes;
  std::size_t files = 0;  // the number of files and texts that were read
  // The names, in objects and problems, of inputs that are not files of a repository: standard
  // input and pipes.
  std::set<std::string> streams;
};

// Problems: the problems of AddManifest in files that matter; a file that cannot be read; a stream
// without any object, for example because kustomize failed; a cluster without any pool; MetalLB's
// objects in `outside`, the files outside the cluster folders. Streams always matter.
//
// Files that do not matter are parsed for the notes only, and only the first 4 MiB of such files.
LoadedManifests LoadManifests(const std::vector<ClusterInputs>& clusters,
                              const std::vector<std::string>& outside);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LOAD_H_
