#include "exporter/web/listen_address.h"

#include <arpa/inet.h>

#include <charconv>
#include <optional>

namespace exporter::web {
namespace {

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return port;
}

tl::unexpected<Error> Invalid(std::string_view why) {
  return Fail(ErrorKind::kConfig,
              std::string(why) + "; use :10472, 127.0.0.1:10472 or [::1]:10472");
}

bool IsIpv4(const std::string& text) {
  in_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

tl::unexpected<Error> WithoutColon(std::string_view text) {
  if (!ParsePort(text)) return Invalid("the port is missing");
  return Fail(ErrorKind::kConfig, "the colon is missing; write :" + std::string(text));
}

}  // namespace

std::string ListenAddress::ToString() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  constexpr std::string_view kSchemeEnd = "://";
  if (const std::size_t scheme = text.find(kSchemeEnd); scheme != std::string_view::npos) {
    const std::string_view address = text.substr(scheme + kSchemeEnd.size());
    return Fail(ErrorKind::kConfig,
                "remove the scheme: write " + std::string(address.substr(0, address.find('/'))));
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return WithoutColon(text);
  const auto port = ParsePort(text.substr(colon + 1));
  if (!port) return Invalid("the port must be a number from 0 to 65535");

  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed && host.empty()) return Invalid("the brackets are empty");
  if (!bracketed && host.find(':') != std::string_view::npos) {
    return Invalid("an IPv6 address needs brackets");
  }
  if (host.find_first_of("[]/ \t\r\n") != std::string_view::npos) {
    return Invalid("the host has an invalid character");
  }
  const bool numeric = !host.empty() && host.find_first_not_of("0123456789.") == host.npos;
  if (numeric && !IsIpv4(std::string(host))) {
    return Invalid('"' + std::string(host) + "\" is not an IP address");
  }
  return ListenAddress{std::string(host), *port};
}

}  // namespace exporter::web
