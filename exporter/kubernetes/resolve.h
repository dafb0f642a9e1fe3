// From a context's entry in a kubeconfig to the access that it stands for.
//
// Every contradiction that client-go refuses is refused here, with the file, the entry and the
// field. Files of certificates and keys are read; a token file and an exec plugin are only named. A
// proxy is the cluster's own, or the one that the environment wants for its server. Source:
// client-go, tools/clientcmd (validation.go, client_config.go).

#ifndef EXPORTER_KUBERNETES_RESOLVE_H_
#define EXPORTER_KUBERNETES_RESOLVE_H_

#include "exporter/files/watched_files.h"
#include "exporter/kubernetes/access.h"
#include "exporter/kubernetes/environment.h"
#include "exporter/kubernetes/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// Reads through `files`. Errors: kConfig, one line.
Result<Access> Resolve(const Kubeconfig& kubeconfig, const KubeconfigEntry& context_entry,
                       const Environment& environment, files::WatchedFiles& files);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_RESOLVE_H_
