// The error of a transfer that failed.

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "exporter/credentials/url.h"
#include "exporter/kubernetes/transfer.h"

namespace exporter::kubernetes {
namespace {

std::int64_t NumberInfo(CURL* handle, CURLINFO info) {
  long number = 0;  // NOLINT(google-runtime-int): curl's type
  curl_easy_getinfo(handle, info, &number);
  return number;
}

// True if no descriptor is free. The resolver reports this as a name that cannot be resolved.
bool NoDescriptorIsLeft() {
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno == EMFILE || errno == ENFILE;
  close(descriptor);
  return false;
}

}  // namespace

Error ApiClient::Transfer::ErrorFor(CURLcode code, const credentials::Deadline& deadline) const {
  if (deadline.stop.stop_requested()) return {ErrorKind::kTimeout, place_ + ": stopped"};
  if (too_large_ || code == CURLE_OUT_OF_MEMORY) {  // curl's error for a header above 100 KiB
    return {ErrorKind::kProtocol, place_ + ": the response is larger than " +
                                      std::to_string(max_body_bytes_ >> 20) +
                                      " MiB or its headers are larger than 256 KiB"};
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorKind::kTimeout, place_ + ": timeout while " + Step()};
  }
  // curl has its own check of host names, which sets no reason in OpenSSL.
  if (code == CURLE_PEER_FAILED_VERIFICATION || tls_.rejected()) {
    if (const auto reason = DescribeRejection(); reason && !tls_.alert()) {
      return {ErrorKind::kTls, place_ + ": " + *reason};
    }
  }
  if (no_thread_) {
    return {ErrorKind::kInternal, place_ + ": no thread can be created to resolve the host name"};
  }
  if (no_descriptor_ || NoDescriptorIsLeft()) {
    return {ErrorKind::kInternal,
            place_ + ": no file descriptor is left for a connection; raise the limit (ulimit -n)"};
  }
  Error error = ToError(FailureFor(code));
  error.message = place_ + ": " + error.message;
  return error;
}

bool ApiClient::Transfer::HasReached(CURLINFO time) const {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_.get(), time, &microseconds);
  return microseconds > 0;
}

std::string ApiClient::Transfer::Step() const {
  if (resolving_) return "resolving the host name";
  if (HasReached(CURLINFO_STARTTRANSFER_TIME_T)) return "reading the response";
  if (HasReached(CURLINFO_PRETRANSFER_TIME_T)) return "waiting for the response";
  if (tls_.handshakes() > 0) return "waiting for the TLS handshake";
  return "connecting";
}

TransferFailure ApiClient::Transfer::FailureFor(CURLcode code) const {
  return {.code = code,
          .system_error = static_cast<int>(NumberInfo(easy_.get(), CURLINFO_OS_ERRNO)),
          .alert = tls_.alert(),
          .handshake_error = tls_.handshake_error(),
          .tls = access_.endpoint.tls,
          .with_proxy = IsWithProxy(code),
          .proxy_status = static_cast<int>(NumberInfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE)),
          .proxy_error = static_cast<CURLproxycode>(NumberInfo(easy_.get(), CURLINFO_PROXY_ERROR)),
          .response_started = header_bytes_ > 0,
          .curl_message = curl_message_.data()};
}

bool ApiClient::Transfer::IsWithProxy(CURLcode code) const {
  if (!access_.proxy || !opened_) return false;
  if (!access_.endpoint.tls) return code == CURLE_COULDNT_CONNECT;
  const int proxy_handshakes = access_.proxy->scheme == credentials::Proxy::Scheme::kHttps ? 1 : 0;
  return tls_.handshakes() <= proxy_handshakes;
}

// The handshake with an HTTPS proxy comes first.
bool ApiClient::Transfer::IsProxyHandshake() const {
  return access_.proxy && access_.proxy->scheme == credentials::Proxy::Scheme::kHttps &&
         tls_.handshakes() == 1;
}

std::optional<std::string> ApiClient::Transfer::DescribeRejection() const {
  if (IsProxyHandshake()) {
    return tls_.DescribeRejection("the proxy's", access_.proxy->host, "the system's roots");
  }
  return tls_.DescribeRejection(
      "the server's",
      access_.tls_server_name.empty() ? access_.endpoint.host : access_.tls_server_name,
      access_.ca_pem.empty() ? "the system's roots" : "the configured certificate-authority");
}

}  // namespace exporter::kubernetes
