// What libcurl and OpenSSL say of a transfer that failed, with what it means before it where they
// leave that open. A part of ApiClient. Pure.

#ifndef EXPORTER_KUBERNETES_TRANSFER_FAULT_H_
#define EXPORTER_KUBERNETES_TRANSFER_FAULT_H_

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace exporter::kubernetes {

// "the server wants a client certificate (… tlsv13 alert certificate required …)"; `detail` alone
// where it says enough. `tls`: the server was asked through TLS.
std::string ExplainFault(CURLcode code, std::string_view detail, bool tls);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_TRANSFER_FAULT_H_
