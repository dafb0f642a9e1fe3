#include "exporter/files/watched_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "exporter/files/file_reader.h"

namespace exporter::files {
namespace {

std::string FingerprintOf(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) info = {};  // all zero: absent
  std::string fingerprint;
  for (const auto number :
       {static_cast<std::int64_t>(info.st_dev), static_cast<std::int64_t>(info.st_ino),
        std::int64_t{info.st_size}, std::int64_t{info.st_mtim.tv_sec},
        std::int64_t{info.st_mtim.tv_nsec}, std::int64_t{info.st_ctim.tv_sec},
        std::int64_t{info.st_ctim.tv_nsec}}) {
    fingerprint += std::to_string(number) + ' ';
  }
  return fingerprint;
}

}  // namespace

Result<std::string> WatchedFiles::Read(const std::string& path) {
  Watch(path);
  return ReadFile(path);
}

void WatchedFiles::Watch(const std::string& path) {
  if (!before_.contains(path)) before_.emplace(path, FingerprintOf(path));
}

bool WatchedFiles::HaveChanged() const {
  return std::any_of(before_.begin(), before_.end(), [](const auto& watched) {
    return FingerprintOf(watched.first) != watched.second;
  });
}

std::string WatchedFiles::Fingerprint() const {
  std::string fingerprint;
  for (const auto& [path, before] : before_) fingerprint += FingerprintOf(path);
  return fingerprint;
}

}  // namespace exporter::files
