// The exec plugin of a kubeconfig's user. A part of Resolve.

#ifndef EXPORTER_KUBERNETES_RESOLVE_EXEC_H_
#define EXPORTER_KUBERNETES_RESOLVE_EXEC_H_

#include "exporter/kubernetes/access.h"
#include "exporter/kubernetes/entry_reader.h"
#include "exporter/kubernetes/exec_credential.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// Nothing is run, and nothing looked for: a plugin may come later. Errors: kConfig, one line.
// REQUIRES: `user` has an `exec`.
Result<ExecCommand> ReadExec(EntryReader& user, const ExecCluster& cluster);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_RESOLVE_EXEC_H_
