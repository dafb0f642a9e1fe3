// The user of a kubeconfig's context: its credentials. A part of Resolve.

#ifndef EXPORTER_KUBERNETES_RESOLVE_USER_H_
#define EXPORTER_KUBERNETES_RESOLVE_USER_H_

#include "exporter/files/watched_files.h"
#include "exporter/kubernetes/access.h"
#include "exporter/kubernetes/exec_credential.h"
#include "exporter/kubernetes/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// `cluster` is what a plugin is told, if it wants to know. Errors: kConfig, one line.
Result<void> ReadUser(const KubeconfigEntry& entry, const ExecCluster& cluster,
                      files::WatchedFiles& files, Access& access);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_RESOLVE_USER_H_
