// The patterns of --exclude: files and folders that are ignored.
//
// A pattern is compared with the whole path, relative to the working directory, element by element.
// ** matches any number of elements, also none. In an element, *, ? and [abc] are as in a shell. A
// pattern that matches a folder also excludes every file below it. Safe to use from any thread.

#ifndef EXPORTER_MANIFESTS_EXCLUDES_H_
#define EXPORTER_MANIFESTS_EXCLUDES_H_

#include <string>
#include <string_view>
#include <vector>

namespace exporter::manifests {

// What to write instead of a pattern of a shell; empty if the pattern is valid.
std::string AdviceForGlob(std::string_view pattern);

class Excludes {
 public:
  // Excludes nothing.
  Excludes() = default;
  explicit Excludes(const std::vector<std::string>& patterns);

  // True if a pattern matches `path` or a folder that contains it. `path` is absolute, or relative
  // to the working directory.
  bool Match(const std::string& path) const;

 private:
  using Elements = std::vector<std::string>;

  std::vector<Elements> patterns_;
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_EXCLUDES_H_
