// Files in other languages than YAML and JSON that may define pools: templates, and the source of
// programs that generate manifests.
//
// `validate` does not read such pools. A note says so, because a check must not pass in silence.

#ifndef EXPORTER_MANIFESTS_OTHER_LANGUAGES_H_
#define EXPORTER_MANIFESTS_OTHER_LANGUAGES_H_

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace exporter::manifests {

// True for the name of such a file, for example metallb.yaml.j2, main.tf or pools.jsonnet.
bool IsOtherLanguage(const std::filesystem::path& path);

// A note for each of the files that mentions pools. Ignores a file that cannot be read or is larger
// than 1 MiB.
std::vector<std::string> NotesOnPoolsIn(const std::set<std::string>& files);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OTHER_LANGUAGES_H_
