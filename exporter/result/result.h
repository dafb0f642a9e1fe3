// The errors of the program, and Result: a value or an error.
//
// The list of kinds is closed, because each kind needs a different action from the operator. The
// name of a kind is the label value `reason` of metallb_exporter_cluster_poll_errors_total. A
// message is one line for people: the place, the invalid value, what is wrong and what to write.
// The author of a message must exclude secrets; this unit does not redact them.

#ifndef EXPORTER_RESULT_RESULT_H_
#define EXPORTER_RESULT_RESULT_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace exporter {

enum class ErrorKind {
  kConfig,        // a configuration entry, a file or a credential plugin
  kUnreachable,   // no connection, or a 5xx response
  kTls,           // the server's certificate, or the handshake
  kUnauthorized,  // 401
  kForbidden,     // 403
  kTimeout,       // longer than the poll may take
  kThrottled,     // 429
  kProtocol,      // a response or an object that violates the Kubernetes API
  kNoMetallb,     // MetalLB is expected, but not installed
  kInternal,      // a bug of the exporter
};

inline constexpr std::array kErrorKinds = {
    ErrorKind::kConfig,    ErrorKind::kUnreachable, ErrorKind::kTls,       ErrorKind::kUnauthorized,
    ErrorKind::kForbidden, ErrorKind::kTimeout,     ErrorKind::kThrottled, ErrorKind::kProtocol,
    ErrorKind::kNoMetallb, ErrorKind::kInternal,
};

// "config", "unreachable" and so on.
constexpr std::string_view Name(ErrorKind kind) {
  constexpr std::array<std::string_view, kErrorKinds.size()> kNames = {
      "config",  "unreachable", "tls",      "unauthorized", "forbidden",
      "timeout", "throttled",   "protocol", "no_metallb",   "internal"};
  return kNames.at(static_cast<std::size_t>(kind));
}
static_assert(Name(ErrorKind::kInternal) == "internal");

// Distinguishes errors of one kind, if a caller handles one of them differently.
enum class ErrorCode {
  kNone,
  kClientCertificateRejected,  // the server requires a client certificate or rejects ours
};

struct Error {
  Error() = default;
  // `text` may quote external text, because invisible characters are escaped (visible_text.h).
  Error(ErrorKind given_kind, std::string_view text,
        std::optional<std::chrono::seconds> given_retry_after = std::nullopt);

  ErrorKind kind = ErrorKind::kInternal;
  ErrorCode code = ErrorCode::kNone;
  std::string message;
  // The server's Retry-After, if it sent one.
  std::optional<std::chrono::seconds> retry_after = std::nullopt;

  int line = 0;  // of the invalid value in its file, from 1; 0: none. Not part of `message`.

  // The same error with the message "place: message".
  Error Within(std::string_view place) const;

  bool operator==(const Error&) const = default;
};

// The same error with the message "file:line: message", or "file: message" if it has no line.
Error InFile(std::string_view file, const Error& error);

template <typename T>
using Result = tl::expected<T, Error>;

// For return statements: `return Fail(ErrorKind::kProtocol, "...");`.
inline tl::unexpected<Error> Fail(ErrorKind kind, std::string_view message, int line = 0) {
  Error error(kind, message);
  error.line = line;
  return tl::unexpected(std::move(error));
}

}  // namespace exporter

#endif  // EXPORTER_RESULT_RESULT_H_
