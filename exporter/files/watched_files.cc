#include "exporter/files/watched_files.h"

#include <sys/stat.h>

#include <initializer_list>

#include "exporter/files/file_reader.h"

namespace exporter::files {

Result<std::string> WatchedFiles::Read(const std::string& path) {
  Watch(path);
  return ReadFile(path);
}

std::string WatchedFiles::Fingerprint() const {
  std::string fingerprint;
  for (const std::string& path : paths_) {
    struct stat info = {};
    if (stat(path.c_str(), &info) != 0) info = {};  // all zero: absent
    for (const auto number :
         {static_cast<std::int64_t>(info.st_dev), static_cast<std::int64_t>(info.st_ino),
          std::int64_t{info.st_size}, std::int64_t{info.st_mtim.tv_sec},
          std::int64_t{info.st_mtim.tv_nsec}, std::int64_t{info.st_ctim.tv_sec},
          std::int64_t{info.st_ctim.tv_nsec}}) {
      fingerprint += std::to_string(number) + ' ';
    }
  }
  return fingerprint;
}

}  // namespace exporter::files
