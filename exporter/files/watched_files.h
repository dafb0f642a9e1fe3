// Reads the files of a configuration and detects later changes to these files. Does not notify:
// callers compare fingerprints.
//
// Remembers every path, including files that could not be read, because they may appear later. A
// change is detected by the file's device, inode, size and times, not by its content. So a switched
// symbolic link, as in a mounted Secret, is detected like a written file. Used by one thread.

#ifndef EXPORTER_FILES_WATCHED_FILES_H_
#define EXPORTER_FILES_WATCHED_FILES_H_

#include <set>
#include <string>

#include "exporter/result/result.h"

namespace exporter::files {

class WatchedFiles {
 public:
  // As ReadFile. Watches the path.
  Result<std::string> Read(const std::string& path);

  // Watches a path that is not read here: a folder that is listed, or a file that may be absent.
  void Watch(const std::string& path) { paths_.insert(path); }

  // Equal to an earlier fingerprint if no watched path has changed.
  std::string Fingerprint() const;

 private:
  std::set<std::string> paths_;
};

}  // namespace exporter::files

#endif  // EXPORTER_FILES_WATCHED_FILES_H_
