#include "exporter/credentials/url.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

#include "exporter/text/ascii.h"

namespace exporter::credentials {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

tl::unexpected<std::string> Bad(std::string_view why) { return tl::unexpected(std::string(why)); }

bool ConsistsOf(std::string_view text, std::string_view other) {
  return std::all_of(text.begin(), text.end(), [other](char c) {
    return kLetters.find(c) != std::string_view::npos ||
           kDigits.find(c) != std::string_view::npos || other.find(c) != std::string_view::npos;
  });
}

// `, found "ftp"`; empty for text that is not a scheme, because such a text may be a secret.
std::string FoundScheme(std::string_view scheme) {
  if (scheme.empty() || !ConsistsOf(scheme, "+-.")) return {};
  return ", found \"" + std::string(scheme) + '"';
}

// `, found "0"`; empty for text that is not a number, because such a text may be a password.
std::string FoundPort(std::string_view port) {
  if (port.empty() || port.find_first_not_of(kDigits) != std::string_view::npos) return {};
  return ", found \"" + std::string(port) + '"';
}

std::optional<int> ParsePort(std::string_view text) {
  constexpr int kMaxPort = 65535;
  int port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc() || stop != end || port < 1 || port > kMaxPort) {
    return std::nullopt;
  }
  return port;
}

struct Authority {
  std::string host;
  std::optional<int> port;
};

// Parses "host", "host:port", "[v6]", "[v6]:port".
// REQUIRES: `text` has no credentials, because errors quote the host and the port.
tl::expected<Authority, std::string> ParseAuthority(std::string_view text) {
  const bool ipv6 = text.starts_with('[');
  const std::size_t end = ipv6 ? text.find(']') : text.find(':');
  if (ipv6 && end == std::string_view::npos) return Bad("has no host");
  const std::string_view host = ipv6 ? text.substr(1, end - 1) : text.substr(0, end);
  if (host.empty()) return Bad("has no host");
  if (!ConsistsOf(host, ipv6 ? ":.%" : ".-_")) {
    return Bad("has an invalid host name \"" + std::string(host) + '"');
  }

  Authority authority = {text::ToLower(host), std::nullopt};
  const std::string_view suffix = text.substr(std::min(text.size(), ipv6 ? end + 1 : end));
  if (suffix.empty()) return authority;
  const std::string_view port = suffix.starts_with(':') ? suffix.substr(1) : "";
  authority.port = ParsePort(port);
  if (!authority.port) return Bad("has a port that is not between 1 and 65535" + FoundPort(port));
  return authority;
}

// "10.0.0.1:6443", "[2001:db8::1]:6443".
std::string Join(const std::string& host, int port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::optional<Proxy::Scheme> ParseProxyScheme(std::string_view scheme) {
  if (scheme == "http") return Proxy::Scheme::kHttp;
  if (scheme == "https") return Proxy::Scheme::kHttps;
  if (scheme == "socks5" || scheme == "socks5h") return Proxy::Scheme::kSocks5;
  return std::nullopt;
}

int DefaultPort(Proxy::Scheme scheme) {
  constexpr int kHttpPort = 80;
  constexpr int kHttpsPort = 443;
  constexpr int kSocksPort = 1080;
  if (scheme == Proxy::Scheme::kHttp) return kHttpPort;
  return scheme == Proxy::Scheme::kHttps ? kHttpsPort : kSocksPort;
}

std::string_view NameOf(Proxy::Scheme scheme) {
  if (scheme == Proxy::Scheme::kHttp) return "http";
  return scheme == Proxy::Scheme::kHttps ? "https" : "socks5";
}

// The inverse of PercentEncode; nullopt if two hexadecimal digits do not follow a "%".
std::optional<std::string> PercentDecode(std::string_view text) {
  constexpr int kHexadecimal = 16;
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned char byte = 0;
    const char* const end = digits.data() + digits.size();
    if (digits.size() < 2 || std::from_chars(digits.data(), end, byte, kHexadecimal).ptr != end) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

// "user:password" or "user".
std::optional<BasicCredentials> ParseCredentials(std::string_view text) {
  const std::size_t colon = text.find(':');
  auto username = PercentDecode(text.substr(0, colon));
  auto password = PercentDecode(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!username || !password) return std::nullopt;
  return BasicCredentials{*std::move(username), *std::move(password)};
}

// As ParseServerUrl, without an example in the error.
tl::expected<Endpoint, std::string> ParseServer(std::string_view url) {
  if (url.empty()) return Bad("is empty");
  std::string scheme = "http";
  const std::size_t mark = url.find("://");
  const bool has_scheme = mark != std::string_view::npos;
  if (has_scheme) {
    scheme = text::ToLower(url.substr(0, mark));
    url.remove_prefix(mark + 3);
  }
  if (scheme != "http" && scheme != "https") {
    return Bad("must begin with http:// or https://" + FoundScheme(scheme));
  }
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = url.find('/');
  const std::string_view authority = url.substr(0, slash);
  if (authority.find('@') != std::string_view::npos) return Bad("contains credentials");
  const auto parts = ParseAuthority(authority);
  if (!parts) return Bad(parts.error());

  Endpoint endpoint;
  endpoint.tls = scheme == "https";
  endpoint.host = parts->host;
  endpoint.port = parts->port.value_or(endpoint.tls ? 443 : 80);
  if (slash != std::string_view::npos) endpoint.path_prefix = url.substr(slash);
  while (endpoint.path_prefix.ends_with('/')) endpoint.path_prefix.pop_back();
  if (!has_scheme && !endpoint.path_prefix.empty()) return Bad("has a path but no scheme");
  if (!ConsistsOf(endpoint.path_prefix, "/-._~%!$&'()*+,;=:@")) {
    return Bad("has a path with characters that must be percent-encoded");
  }
  return endpoint;
}

// As ParseProxyUrl, without an example in the error.
tl::expected<Proxy, std::string> ParseProxy(std::string_view url) {
  const std::size_t mark = url.find("://");
  const auto scheme = mark == std::string_view::npos
                          ? std::nullopt
                          : ParseProxyScheme(text::ToLower(url.substr(0, mark)));
  if (!scheme) {
    return Bad("must begin with http://, https:// or socks5://" +
               FoundScheme(mark == std::string_view::npos ? "" : url.substr(0, mark)));
  }
  Proxy proxy{.scheme = *scheme};
  const std::string_view rest = url.substr(mark + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  // Otherwise a part of the password would be parsed as the port, and the error would not say why.
  if (rest.find('@', end) != std::string_view::npos) {
    return Bad("has credentials with /, ? or #, which must be written as %2F, %3F or %23");
  }
  std::string_view authority = rest.substr(0, end);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    proxy.credentials = ParseCredentials(authority.substr(0, at));
    if (!proxy.credentials) return Bad("has credentials with %, which must be written as %25");
    authority.remove_prefix(at + 1);
  }
  const auto parts = ParseAuthority(authority);
  if (!parts) return Bad(parts.error());
  proxy.host = parts->host;
  proxy.port = parts->port.value_or(DefaultPort(proxy.scheme));
  return proxy;
}

}  // namespace

tl::expected<Endpoint, std::string> ParseServerUrl(std::string_view url, std::string_view example) {
  auto endpoint = ParseServer(url);
  if (!endpoint) return Bad(endpoint.error() + "; write it as " + std::string(example));
  return endpoint;
}

tl::expected<Proxy, std::string> ParseProxyUrl(std::string_view url, std::string_view example) {
  auto proxy = ParseProxy(url);
  if (!proxy) return Bad(proxy.error() + "; write it as " + std::string(example));
  return proxy;
}

std::string HostAndPort(const Endpoint& endpoint) { return Join(endpoint.host, endpoint.port); }

std::string HostAndPort(const Proxy& proxy) { return Join(proxy.host, proxy.port); }

std::string OriginOf(const Endpoint& endpoint) {
  return (endpoint.tls ? "https://" : "http://") + HostAndPort(endpoint);
}

std::string OriginOf(const Proxy& proxy) {
  return std::string(NameOf(proxy.scheme)) + "://" + HostAndPort(proxy);
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (ConsistsOf({&c, 1}, "-._~")) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 0xf];
    }
  }
  return encoded;
}

}  // namespace exporter::credentials
