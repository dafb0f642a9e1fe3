// The root of the repository that contains a path. Links and references may not leave it.

#ifndef EXPORTER_MANIFESTS_REPOSITORY_ROOT_H_
#define EXPORTER_MANIFESTS_REPOSITORY_ROOT_H_

#include <filesystem>
#include <string_view>

namespace exporter::manifests {

// The ends of messages, the same for every way to a path.
inline constexpr std::string_view kLeadsOut = "leads out of the repository";
inline constexpr std::string_view kBrokenLink = "is a broken link";

// True if `path` is `folder` or below it. Compares the texts of the paths.
bool IsBelow(const std::filesystem::path& path, const std::filesystem::path& folder);

// The real path of the nearest parent folder of `path` with .git, else of the working directory if
// `path` is below it, else of `path` or, for a file, of its folder.
//
// A link in `path` does not lead to another root if the path is below the working directory, or in
// the repository of the working directory.
std::filesystem::path RepositoryRootOf(const std::filesystem::path& path);

// True if `path` is in the repository of its folder, but is a link that leads out of it.
bool IsLinkOut(const std::filesystem::path& path);

// True for a link to a path that does not exist.
bool IsBrokenLink(const std::filesystem::path& path);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_REPOSITORY_ROOT_H_
