// Errors as values, with a closed list of kinds, and Result: a value or an error.
//
// Each kind calls for a different action; its name is the label value `reason` of
// metallb_exporter_cluster_poll_errors_total. A message is one line for people: the place, the
// invalid value, what is wrong and what to write. It never contains a secret.

#ifndef EXPORTER_RESULT_RESULT_H_
#define EXPORTER_RESULT_RESULT_H_

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace exporter {

enum class ErrorKind {
  kConfig,        // a configuration entry, a credential file or a plugin
  kUnreachable,   // no connection, or a 5xx answer
  kTls,           // the server's certificate, or the handshake
  kUnauthorized,  // 401
  kForbidden,     // 403
  kTimeout,       // longer than the poll may take
  kThrottled,     // 429
  kProtocol,      // not a response of the Kubernetes API
  kNoMetallb,     // MetalLB is expected and not installed
  kInternal,      // a bug of the exporter
};

inline constexpr std::array kErrorKinds = {
    ErrorKind::kConfig,    ErrorKind::kUnreachable, ErrorKind::kTls,       ErrorKind::kUnauthorized,
    ErrorKind::kForbidden, ErrorKind::kTimeout,     ErrorKind::kThrottled, ErrorKind::kProtocol,
    ErrorKind::kNoMetallb, ErrorKind::kInternal,
};

// "config", "unreachable" and so on.
constexpr std::string_view Name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kConfig:
      return "config";
    case ErrorKind::kUnreachable:
      return "unreachable";
    case ErrorKind::kTls:
      return "tls";
    case ErrorKind::kUnauthorized:
      return "unauthorized";
    case ErrorKind::kForbidden:
      return "forbidden";
    case ErrorKind::kTimeout:
      return "timeout";
    case ErrorKind::kThrottled:
      return "throttled";
    case ErrorKind::kProtocol:
      return "protocol";
    case ErrorKind::kNoMetallb:
      return "no_metallb";
    case ErrorKind::kInternal:
      break;
  }
  return "internal";
}

// Distinguishes errors of one kind. Set only if a caller decides by it.
enum class ErrorCode {
  kNone,
  kClientCertificateRejected,  // the server rejects our TLS client certificate or requires one
};

struct Error {
  Error() = default;
  // `text` may quote external text: invisible characters are escaped (visible_text.h).
  Error(ErrorKind given_kind, std::string_view text,
        std::optional<std::chrono::seconds> given_retry_after = std::nullopt);

  ErrorKind kind = ErrorKind::kInternal;
  ErrorCode code = ErrorCode::kNone;
  std::string message;
  // The server's Retry-After, if it sent one.
  std::optional<std::chrono::seconds> retry_after = std::nullopt;

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

// return Fail(ErrorKind::kProtocol, "...");
inline tl::unexpected<Error> Fail(ErrorKind kind, std::string_view message) {
  return tl::unexpected(Error(kind, message));
}

}  // namespace exporter

#endif  // EXPORTER_RESULT_RESULT_H_
