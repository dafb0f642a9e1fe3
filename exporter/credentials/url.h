// Parses and formats the URLs of API servers and proxies. Does not resolve names. Pure.

#ifndef EXPORTER_CREDENTIALS_URL_H_
#define EXPORTER_CREDENTIALS_URL_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/credentials/access.h"

namespace exporter::credentials {

// Parses a kubeconfig's `server`: "https://10.0.0.1:6443",
// "https://[2001:db8::1]/k8s/clusters/c-1/". A URL without a scheme is http and must not have a
// path, as in client-go. A query and a fragment are ignored. Ports default to 443 and 80. The host
// becomes lower case. The error follows the field's name in a message, never contains credentials,
// and ends with `example`.
tl::expected<Endpoint, std::string> ParseServerUrl(
    std::string_view url, std::string_view example = "https://10.0.0.1:6443");

// "10.0.0.1:6443", "[2001:db8::1]:6443".
std::string HostAndPort(const Endpoint& endpoint);
std::string HostAndPort(const Proxy& proxy);

// "https://10.0.0.1:6443": without the path.
std::string OriginOf(const Endpoint& endpoint);

// Parses "http://proxy.example.com:3128", "https://user:password@[2001:db8::1]", "socks5://p".
// Ports default to 80, 443 and 1080. A path is ignored. The error follows the field's name in a
// message, never contains credentials, and ends with `example`.
tl::expected<Proxy, std::string> ParseProxyUrl(
    std::string_view url, std::string_view example = "http://proxy.example.com:3128");

// "http://proxy.example.com:3128": without the credentials.
std::string OriginOf(const Proxy& proxy);

// For a path or query: writes all but the unreserved characters of RFC 3986 as "%XX".
std::string PercentEncode(std::string_view text);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_URL_H_
