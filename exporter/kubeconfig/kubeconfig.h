// Parses kubeconfig files into named entries (clusters, users and contexts) and merges them.
//
// Does not read files (kubeconfig_files.h) or validate the content of an entry. The content is
// validated when a context that uses the entry is resolved (resolve.h), so an invalid user does not
// affect other contexts. Pure. Source: client-go, tools/clientcmd.

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
  std::string file;        // defines the entry; relative paths are relative to its folder
  objects::Value content;  // the value of `cluster`, `user` or `context`
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

// Parses the text of one file. Ignores unknown fields and entries without a name. Errors: kConfig,
// if the text is not a kubeconfig or defines a name twice. `hint` is appended to the message if the
// text is not a kubeconfig.
Result<Kubeconfig> ParseKubeconfig(std::string_view text, const std::string& file,
                                   std::string_view hint = {});

struct MergedKubeconfig {
  Kubeconfig kubeconfig;
  std::vector<std::string> warnings;  // one line for each hidden entry
};

// Merges files: the first file that defines a name provides the whole entry. A hidden cluster or
// user is not reported if it equals the entry that hides it.
MergedKubeconfig Merge(std::vector<Kubeconfig> files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_KUBECONFIG_H_
