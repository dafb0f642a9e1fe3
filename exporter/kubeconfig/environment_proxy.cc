#include "exporter/kubeconfig/environment_proxy.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "exporter/credentials/url.h"
#include "exporter/text/ascii.h"

namespace exporter::kubeconfig {
namespace {

using Bytes = std::array<std::uint8_t, 16>;  // an IPv4 address as the IPv4-mapped one

constexpr Bytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;
constexpr int kAllBits = 128;

bool ShareBits(const Bytes& a, const Bytes& b, int bits) {
  for (int i = 0; i < bits; ++i) {
    const auto byte = static_cast<std::size_t>(i / 8);
    if (((a[byte] ^ b[byte]) & (0x80 >> (i % 8))) != 0) return false;
  }
  return true;
}

bool IsIpv4(const Bytes& address) { return ShareBits(address, kMapped, kMappedBits); }

std::optional<Bytes> ParseAddress(std::string_view text) {
  const std::string terminated(text);
  Bytes bytes = kMapped;
  if (inet_pton(AF_INET, terminated.c_str(), &bytes[kMappedBits / 8]) == 1) return bytes;
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

bool IsLoopback(const Bytes& address) {
  Bytes ipv6_loopback = {};
  ipv6_loopback.back() = 1;
  constexpr std::uint8_t kLoopbackNetwork = 127;
  return address == ipv6_loopback ||
         (IsIpv4(address) && address[kMappedBits / 8] == kLoopbackNetwork);
}

struct Network {
  Bytes address;
  int bits;
};

std::optional<Network> ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = ParseAddress(text.substr(0, slash));
  const std::string_view length = text.substr(slash + 1);
  int bits = 0;
  const char* const end = length.data() + length.size();
  const auto [stop, error] = std::from_chars(length.data(), end, bits);
  if (!address || length.empty() || error != std::errc() || stop != end) return std::nullopt;
  const int above = IsIpv4(*address) ? kMappedBits : 0;
  if (bits < 0 || bits > kAllBits - above) return std::nullopt;
  return Network{*address, above + bits};
}

bool Contains(const Network& network, const Bytes& address) {
  return IsIpv4(network.address) == IsIpv4(address) &&
         ShareBits(network.address, address, network.bits);
}

struct Entry {
  std::string_view host;
  std::string_view port;  // empty: any
};

// "host:port", "[v6]:port"; every other text is a host.
Entry SplitEntry(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {text, {}};
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) return {host.substr(1, host.size() - 2), port};
  if (host.find(':') != std::string_view::npos) return {text, {}};
  return {host, port};
}

bool MatchesDomain(std::string_view host, std::string_view domain) {
  if (domain.starts_with("*.")) domain.remove_prefix(1);
  if (domain.starts_with('.')) return host.ends_with(domain);
  return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool Exempts(std::string_view entry, const credentials::Endpoint& endpoint,
             const std::optional<Bytes>& address) {
  if (entry == "*") return true;
  if (const auto network = ParseNetwork(entry)) return address && Contains(*network, *address);
  const auto [host, port] = SplitEntry(entry);
  if (host.empty() || !(port.empty() || port == std::to_string(endpoint.port))) return false;
  if (const auto exempted = ParseAddress(host)) return address == exempted;
  return MatchesDomain(endpoint.host, host);
}

bool IsExempt(const credentials::Endpoint& endpoint, std::string_view no_proxy) {
  const auto address = ParseAddress(endpoint.host);
  if (endpoint.host == "localhost" || (address && IsLoopback(*address))) return true;
  while (!no_proxy.empty()) {
    const std::size_t comma = no_proxy.find(',');
    if (Exempts(text::ToLower(text::Trim(no_proxy.substr(0, comma))), endpoint, address)) {
      return true;
    }
    if (comma == std::string_view::npos) break;
    no_proxy.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

Result<std::optional<credentials::Proxy>> EnvironmentProxy(const credentials::Endpoint& endpoint,
                                                           const Environment& environment) {
  std::string url = endpoint.tls ? environment.https_proxy : environment.http_proxy;
  if (url.empty() || IsExempt(endpoint, environment.no_proxy)) return std::nullopt;
  if (url.find("://") == std::string::npos) url = "http://" + url;
  auto proxy = credentials::ParseProxyUrl(url);
  if (!proxy) {
    return Fail(ErrorKind::kConfig,
                (endpoint.tls ? "$HTTPS_PROXY " : "$HTTP_PROXY ") + proxy.error());
  }
  return *std::move(proxy);
}

}  // namespace exporter::kubeconfig
