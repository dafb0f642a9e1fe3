// The files that a configuration was read from, so that a change of any of them can be noticed.
//
// Whoever reads a configuration reads through this; it remembers every path, those that could not
// be read too, for they may come. A change is noticed by what the file system says of a path (where
// it leads, its size and times), never by reading it again: a mounted Secret, whose files are links
// that are switched all at once, is noticed like a file that was written. One thread.

#ifndef EXPORTER_FILES_WATCHED_FILES_H_
#define EXPORTER_FILES_WATCHED_FILES_H_

#include <set>
#include <string>

#include "exporter/result/result.h"

namespace exporter::files {

class WatchedFiles {
 public:
  // As ReadFile.
  Result<std::string> Read(const std::string& path);

  // A path that is looked at otherwise: a folder that is listed, a file whose absence counts.
  void Watch(const std::string& path) { paths_.insert(path); }

  // Equal to an earlier one as long as nothing has changed.
  std::string Fingerprint() const;

 private:
  std::set<std::string> paths_;
};

}  // namespace exporter::files

#endif  // EXPORTER_FILES_WATCHED_FILES_H_
