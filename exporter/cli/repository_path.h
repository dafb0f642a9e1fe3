// The path of a file in a checkout of a GitHub workflow, as annotations need it.

#ifndef EXPORTER_CLI_REPOSITORY_PATH_H_
#define EXPORTER_CLI_REPOSITORY_PATH_H_

#include <filesystem>
#include <string>

namespace exporter::cli {

// GitHub takes the path of an annotation to be relative to `workspace`, the root of the repository.
// A step may run in another working directory. `file` is relative to `working_directory`, or
// absolute. A file outside the workspace is unchanged. Symbolic links in the two folders are
// followed, links in `file` are not, because Git does not follow them.
std::string PathInRepository(const std::string& file,
                             const std::filesystem::path& working_directory,
                             const std::filesystem::path& workspace);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_REPOSITORY_PATH_H_
