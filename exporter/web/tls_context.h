// Makes the TLS context of our server from a web configuration and the files that it names. Does
// not detect changed files (security.h).

#ifndef EXPORTER_WEB_TLS_CONTEXT_H_
#define EXPORTER_WEB_TLS_CONTEXT_H_

#include <openssl/ssl.h>

#include <memory>

#include "exporter/config/web_config.h"
#include "exporter/files/watched_files.h"
#include "exporter/result/result.h"

namespace exporter::web {

// Reads through `files`. Errors: kConfig, "cert_file /etc/tls.crt: …".
Result<std::shared_ptr<SSL_CTX>> MakeTlsContext(const config::TlsServerConfig& config,
                                                files::WatchedFiles& files);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_TLS_CONTEXT_H_
