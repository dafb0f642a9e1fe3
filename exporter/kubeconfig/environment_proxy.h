// The proxy that environment variables select for a server. Pure.
//
// Source: Go, golang.org/x/net/http/httpproxy, which kubectl uses.

#ifndef EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_
#define EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_

#include <optional>

#include "exporter/credentials/access.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// HTTPS_PROXY applies to https servers, HTTP_PROXY to http servers. A value without a scheme is an
// http proxy. "localhost", loopback addresses and entries of NO_PROXY have no proxy. Entries are
// "*", addresses, networks (10.0.0.0/8), domains with their subdomains (example.com) or subdomains
// only (.example.com, *.example.com). All entries except networks may have a port. nullopt: no
// proxy. Errors: kConfig, for a value that is not a proxy's URL; the message does not contain the
// value.
Result<std::optional<credentials::Proxy>> EnvironmentProxy(const credentials::Endpoint& endpoint,
                                                           const Environment& environment);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_
