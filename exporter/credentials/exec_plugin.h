// Exec plugins: programs that print credentials.
//
// Accesses with the same command share the credentials (credential_cache.h). No message contains
// the plugin's output or input. Thread-safe.

#ifndef EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_
#define EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_

#include <memory>

#include "exporter/credentials/access.h"
#include "exporter/credentials/credential_cache.h"

namespace exporter::credentials {

// The credentials of this command, in a cache that is not shared. Errors begin with the plugin's
// name: kConfig if it fails, kTimeout if it does not end before the deadline or a stop.
std::shared_ptr<CredentialCache> MakeExecPlugin(
    const ExecCommand& command, CredentialCache::Clock clock = &CredentialCache::Now);

// As MakeExecPlugin, shared by all callers with this command.
std::shared_ptr<CredentialCache> SharedExecPlugin(const ExecCommand& command);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_
