// The HTTP statuses (RFC 9110, section 15) for which the client has a rule.

#ifndef EXPORTER_KUBERNETES_HTTP_STATUS_H_
#define EXPORTER_KUBERNETES_HTTP_STATUS_H_

#include <chrono>

namespace exporter::kubernetes {

// The longest Retry-After that is honored.
inline constexpr std::chrono::minutes kMaxRetryAfter{10};

inline constexpr int kOk = 200;
inline constexpr int kNotModified = 304;
inline constexpr int kBadRequest = 400;
inline constexpr int kUnauthorized = 401;
inline constexpr int kForbidden = 403;
inline constexpr int kNotFound = 404;
inline constexpr int kProxyAuthenticationRequired = 407;
inline constexpr int kRequestTimeout = 408;
inline constexpr int kGone = 410;
inline constexpr int kTooManyRequests = 429;
inline constexpr int kFirstServerError = 500;

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_HTTP_STATUS_H_
