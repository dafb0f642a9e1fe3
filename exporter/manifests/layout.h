// The pattern of --layout: where the files of each cluster are in a repository.
//
// In "infrastructure/*/{cluster}", {cluster} is the name of the cluster, and * is any folder. An
// element may contain more than {cluster}: "pools/{cluster}.yaml".

#ifndef EXPORTER_MANIFESTS_LAYOUT_H_
#define EXPORTER_MANIFESTS_LAYOUT_H_

#include <string>
#include <utility>
#include <vector>

#include "exporter/manifests/excludes.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

class Layout {
 public:
  struct Match {
    std::string cluster;
    std::string path;  // of a file or a folder
  };

  // Errors: kConfig: what to write instead. The pattern must contain {cluster} once, and no ** or
  // wildcard in the same element.
  static Result<Layout> Parse(const std::string& pattern);

  const std::string& pattern() const { return pattern_; }

  // The folder before the first element with {cluster} or a wildcard; "." if there is none.
  std::string folder() const;

  // The matches, sorted by path, relative to the working directory if the pattern is relative. A
  // file or folder whose name begins with a dot matches only an element that begins with a dot.
  std::vector<Match> Find(const Excludes& excludes) const;

 private:
  explicit Layout(std::string pattern) : pattern_(std::move(pattern)) {}

  std::string pattern_;
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LAYOUT_H_
