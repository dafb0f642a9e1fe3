// The user of a kubeconfig's context: its credentials. A part of Resolve.

#ifndef EXPORTER_KUBECONFIG_RESOLVE_USER_H_
#define EXPORTER_KUBECONFIG_RESOLVE_USER_H_

#include "exporter/credentials/access.h"
#include "exporter/credentials/exec_credential.h"
#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// `cluster` is what a plugin is told, if it wants to know. Errors: kConfig, one line.
Result<void> ReadUser(const KubeconfigEntry& entry, const credentials::ExecCluster& cluster,
                      files::WatchedFiles& files, credentials::Access& access);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_RESOLVE_USER_H_
