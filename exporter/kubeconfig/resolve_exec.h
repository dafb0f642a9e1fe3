// The exec plugin of a kubeconfig's user. A part of Resolve.

#ifndef EXPORTER_KUBECONFIG_RESOLVE_EXEC_H_
#define EXPORTER_KUBECONFIG_RESOLVE_EXEC_H_

#include "exporter/credentials/access.h"
#include "exporter/credentials/exec_credential.h"
#include "exporter/kubeconfig/entry_reader.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// Nothing is run, and nothing looked for: a plugin may come later. Errors: kConfig, one line.
// REQUIRES: `user` has an `exec`.
Result<credentials::ExecCommand> ReadExec(EntryReader& user,
                                          const credentials::ExecCluster& cluster);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_RESOLVE_EXEC_H_
