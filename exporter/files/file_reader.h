// Reads a file whole: one of credentials or configuration, or a manifest.

#ifndef EXPORTER_FILES_FILE_READER_H_
#define EXPORTER_FILES_FILE_READER_H_

#include <cstddef>
#include <string>

#include "exporter/result/result.h"

namespace exporter::files {

// More than any file of credentials or configuration holds.
inline constexpr std::size_t kMostBytes = std::size_t{4} << 20;

// Errors: kConfig, "/etc/kube/ca.crt: No such file or directory"; also for a folder, and for a file
// of more than `most_bytes`.
Result<std::string> ReadFile(const std::string& path, std::size_t most_bytes = kMostBytes);

// Everything up to its end. Errors: kConfig, as above.
Result<std::string> ReadStandardInput(std::size_t most_bytes);

}  // namespace exporter::files

#endif  // EXPORTER_FILES_FILE_READER_H_
