// From a context's entry in a kubeconfig to the access that it stands for.
//
// Every contradiction that client-go refuses is refused here, with the file, the entry and the
// field. Files of certificates and keys are read; a token file and an exec plugin are only named. A
// proxy is the cluster's own, or the one that the environment wants for its server. Source:
// client-go, tools/clientcmd (validation.go, client_config.go).

#ifndef EXPORTER_KUBECONFIG_RESOLVE_H_
#define EXPORTER_KUBECONFIG_RESOLVE_H_

#include "exporter/credentials/access.h"
#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// Reads through `files`. Errors: kConfig, one line.
Result<credentials::Access> Resolve(const Kubeconfig& kubeconfig,
                                    const KubeconfigEntry& context_entry,
                                    const Environment& environment, files::WatchedFiles& files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_RESOLVE_H_
