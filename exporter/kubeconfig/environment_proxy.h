// Which proxy the environment wants for a server. Pure.
//
// Source: Go, golang.org/x/net/http/httpproxy, which kubectl goes by.

#ifndef EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_
#define EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_

#include <optional>

#include "exporter/credentials/access.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// HTTPS_PROXY is for https servers, HTTP_PROXY for http; a value without a scheme is an http proxy.
// None for "localhost", loopback addresses and what NO_PROXY lists: "*", addresses and networks
// (10.0.0.0/8), domains with all below them (example.com) or without themselves (.example.com,
// *.example.com); each but a network may have a port. Errors: kConfig, for a value that is no
// proxy's URL, without the value.
Result<std::optional<credentials::Proxy>> EnvironmentProxy(const credentials::Endpoint& endpoint,
                                                           const Environment& environment);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_ENVIRONMENT_PROXY_H_
