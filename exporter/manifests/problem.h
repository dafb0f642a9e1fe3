// Problems that manifests/ finds while it reads files, where the rules of validation/ cannot check.
// Plain values.

#ifndef EXPORTER_MANIFESTS_PROBLEM_H_
#define EXPORTER_MANIFESTS_PROBLEM_H_

#include <compare>
#include <string>

namespace exporter::manifests {

struct Problem {
  enum class Kind {
    kUnreadable,    // input that matters could not be read
    kUnresolved,    // ${NAME} without a value
    kEncrypted,     // a value that SOPS encrypted
    kNotChecked,    // valid input that `validate` cannot follow
    kOtherCluster,  // valid input of a cluster that is not known
    kNoPools,       // a cluster without any pool
  };

  std::string file;
  int line = 0;  // 0: none
  Kind kind = Kind::kUnreadable;
  std::string message;       // one sentence, without the place
  std::string cluster = {};  // the cluster that reads the input; empty: not known

  auto operator<=>(const Problem&) const = default;
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_PROBLEM_H_
