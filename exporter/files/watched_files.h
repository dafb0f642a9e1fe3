// Reads the files of a configuration and detects later changes to these files. Does not notify:
// callers ask.
//
// Remembers every path, including files that could not be read, because they may appear later. A
// change is detected by the file's device, inode, size and times, not by its content. So a switched
// symbolic link, as in a mounted Secret, is detected like a written file. These are recorded before
// the file is read, so a change during or after the reading is detected. Used by one thread.

#ifndef EXPORTER_FILES_WATCHED_FILES_H_
#define EXPORTER_FILES_WATCHED_FILES_H_

#include <map>
#include <string>

#include "exporter/result/result.h"

namespace exporter::files {

class WatchedFiles {
 public:
  // As ReadFile. Watches the path.
  Result<std::string> Read(const std::string& path);

  // Watches a path that is not read here: a folder that is listed, or a file that may be absent.
  // Call it before the folder is listed or the file is looked for.
  void Watch(const std::string& path);

  // Whether a path has changed since it was first watched.
  bool HaveChanged() const;

  // Equal to an earlier fingerprint if no path has changed in between.
  std::string Fingerprint() const;

 private:
  std::map<std::string, std::string> before_;  // path to fingerprint, from before the first reading
};

}  // namespace exporter::files

#endif  // EXPORTER_FILES_WATCHED_FILES_H_
