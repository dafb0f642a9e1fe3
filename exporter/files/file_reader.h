// Reads whole files: credentials, configuration and manifests. Does not detect later changes
// (watched_files.h).

#ifndef EXPORTER_FILES_FILE_READER_H_
#define EXPORTER_FILES_FILE_READER_H_

#include <cstddef>
#include <string>

#include "exporter/result/result.h"

namespace exporter::files {

// The default limit is larger than any file of credentials or configuration.
inline constexpr std::size_t kMaxBytes = std::size_t{4} << 20;

// A pipe is read to its end; a pipe without a writer is empty. Errors: kConfig,
// "/etc/kube/ca.crt: No such file or directory". A folder, a file of more than `max_bytes`, and a
// pipe whose writer sends nothing for a minute are errors.
Result<std::string> ReadFile(const std::string& path, std::size_t max_bytes = kMaxBytes);

// As ReadFile, but a message does not name the file: "No such file or directory".
Result<std::string> ReadContent(const std::string& path, std::size_t max_bytes = kMaxBytes);

// Reads standard input to its end. Errors: kConfig; a message does not name standard input.
Result<std::string> ReadStandardInput(std::size_t max_bytes);

}  // namespace exporter::files

#endif  // EXPORTER_FILES_FILE_READER_H_
