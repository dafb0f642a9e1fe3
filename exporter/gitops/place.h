// A place in a file of the repository, for problems. Plain values.

#ifndef EXPORTER_GITOPS_PLACE_H_
#define EXPORTER_GITOPS_PLACE_H_

#include <string>
#include <utility>

#include "exporter/manifests/problem.h"

namespace exporter::gitops {

struct Place {
  std::string file;  // as findings show it
  int line = 0;      // 0: none
};

inline manifests::Problem ProblemAt(const Place& place, manifests::Problem::Kind kind,
                                    std::string message) {
  return {place.file, place.line, kind, std::move(message)};
}

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_PLACE_H_
