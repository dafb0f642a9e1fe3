#include "exporter/cli/repository_path.h"

#include <system_error>

namespace exporter::cli {

namespace fs = std::filesystem;

std::string PathInRepository(const std::string& file, const fs::path& working_directory,
                             const fs::path& workspace) {
  std::error_code error;
  const fs::path root = fs::canonical(workspace, error);
  if (error) return file;
  const fs::path folder = fs::canonical(working_directory, error);
  if (error) return file;
  const fs::path path = (folder / file).lexically_normal().lexically_relative(root);
  if (path.empty() || *path.begin() == "..") return file;
  return path.string();
}

}  // namespace exporter::cli
