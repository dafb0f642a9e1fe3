// Turns a context of a kubeconfig into the access that it describes.
//
// Rejects every contradiction that client-go rejects, and names the file, the entry and the field.
// Reads files of certificates and keys. Records a token file without reading it, and an exec plugin
// without running it. If the cluster has no proxy-url, the environment selects the proxy. Source:
// client-go, tools/clientcmd (validation.go, client_config.go).

#ifndef EXPORTER_KUBECONFIG_RESOLVE_H_
#define EXPORTER_KUBECONFIG_RESOLVE_H_

#include "exporter/credentials/access.h"
#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// Errors: kConfig, one line.
Result<credentials::Access> Resolve(const Kubeconfig& kubeconfig,
                                    const KubeconfigEntry& context_entry,
                                    const Environment& environment, files::WatchedFiles& files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_RESOLVE_H_
