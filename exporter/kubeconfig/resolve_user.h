// Reads the user of a kubeconfig context: its credentials. Part of Resolve.

#ifndef EXPORTER_KUBECONFIG_RESOLVE_USER_H_
#define EXPORTER_KUBECONFIG_RESOLVE_USER_H_

#include "exporter/credentials/access.h"
#include "exporter/credentials/exec_credential.h"
#include "exporter/kubeconfig/entry_reader.h"

namespace exporter::kubeconfig {

// Fills in the credentials of `access`. `cluster` is passed to an exec plugin with
// provideClusterInfo. Does not run or look for a plugin, because the plugin may be installed later.
// Errors are stored in `user`.
void ReadUser(EntryReader& user, const credentials::ExecCluster& cluster,
              credentials::Access& access);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_RESOLVE_USER_H_
