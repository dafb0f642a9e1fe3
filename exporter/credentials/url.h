// URLs of API servers and proxies, to values and back. Pure.

#ifndef EXPORTER_CREDENTIALS_URL_H_
#define EXPORTER_CREDENTIALS_URL_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/credentials/access.h"

namespace exporter::credentials {

// Reads a kubeconfig's `server`: "https://10.0.0.1:6443",
// "https://[2001:db8::1]/k8s/clusters/c-1/". Without a scheme it is http and has no path, as
// client-go takes it. Ports default to 443 and 80; the host becomes lower case. The error is what
// is wrong and what would be right, to stand behind the field's name.
tl::expected<Endpoint, std::string> ParseServerUrl(std::string_view url);

// "10.0.0.1:6443", "[2001:db8::1]:6443".
std::string HostAndPort(const Endpoint& endpoint);
std::string HostAndPort(const Proxy& proxy);

// "https://10.0.0.1:6443": without the path.
std::string OriginOf(const Endpoint& endpoint);

// Reads "http://proxy.example.com:3128", "https://user:password@[2001:db8::1]", "socks5://p".
// Ports default to 80, 443 and 1080; what stands behind the port is ignored. The error is as above,
// and holds nothing of the URL.
tl::expected<Proxy, std::string> ParseProxyUrl(std::string_view url);

// "http://proxy.example.com:3128": without the credentials.
std::string OriginOf(const Proxy& proxy);

// As it may stand in a path or a query: everything but RFC 3986's unreserved characters in "%XX".
std::string PercentEncode(std::string_view text);

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_URL_H_
