// The files and rendered texts of a cluster, each with its variables: which of them count if a file
// is reached in more than one way. Pure.

#ifndef EXPORTER_GITOPS_READS_H_
#define EXPORTER_GITOPS_READS_H_

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "exporter/manifests/input.h"

namespace exporter::gitops {

struct Read {
  manifests::Input input;
  std::filesystem::path place;  // the real path of the file, or of the rendered folder
  bool has_variables = false;   // the text contains "${"
  bool followed = false;        // reached through a Kustomization of Flux, not through an argument
};

class Reads {
 public:
  // False if the same read was added before, through Flux or through an argument.
  bool Add(Read read);

  // The inputs in the order of the reads. Omitted are:
  // - a read through an argument, if Flux reaches the same place or renders a folder above it;
  // - a read without variables of a text that needs variables, if another read supplies some;
  // - a second read of a text that does not depend on variables.
  std::vector<manifests::Input> Inputs() const;

 private:
  bool IsReplaced(const Read& read) const;

  std::vector<Read> reads_;
  std::map<std::filesystem::path, std::vector<std::size_t>> places_;  // positions in reads_
  std::set<std::filesystem::path> rendered_;                          // folders that Flux renders
};

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_READS_H_
