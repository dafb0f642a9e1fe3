// The text of kubeconfig files, as named entries: clusters, users and contexts.
//
// Only what the files say and how several become one. An entry's content is kept as it stands and
// is looked at when a context that needs it is resolved (resolve.h): a broken user of another
// context harms nobody. Pure. Source: client-go, tools/clientcmd.

#ifndef EXPORTER_KUBECONFIG_KUBECONFIG_H_
#define EXPORTER_KUBECONFIG_KUBECONFIG_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

struct KubeconfigEntry {
  std::string name;
  std::string file;        // that defines it; its relative paths are relative to that file's folder
  objects::Value content;  // what stands under `cluster`, `user` or `context`
};

struct Kubeconfig {
  // Each in the order of the files, no name twice.
  std::vector<KubeconfigEntry> clusters;
  std::vector<KubeconfigEntry> users;
  std::vector<KubeconfigEntry> contexts;
};

// The entry of that name; nullptr if there is none.
const KubeconfigEntry* FindEntry(const std::vector<KubeconfigEntry>& entries,
                                 std::string_view name);

// Reads one file's text. Unknown fields are ignored, as are entries without a name.
// Errors: kConfig, where the text is no kubeconfig or defines a name twice.
Result<Kubeconfig> ParseKubeconfig(std::string_view text, const std::string& file);

struct MergedKubeconfig {
  Kubeconfig kubeconfig;
  std::vector<std::string> warnings;  // a line for each context that another file's hides
};

// Several files as one: the first that defines a name wins it whole.
MergedKubeconfig Merge(std::vector<Kubeconfig> files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_KUBECONFIG_H_
