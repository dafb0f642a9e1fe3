#include "exporter/kubernetes/transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "exporter/credentials/url.h"
#include "exporter/kubernetes/transfer_fault.h"
#include "exporter/text/visible_text.h"

namespace exporter::kubernetes {
namespace {

constexpr std::size_t kMostHeaderBytes = std::size_t{256} << 10;
constexpr std::chrono::minutes kMostRetryAfter{10};

struct ReleaseMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using MultiHandle = std::unique_ptr<CURLM, ReleaseMulti>;

std::string TextInfo(CURL* handle, CURLINFO info) {
  const char* text = nullptr;
  curl_easy_getinfo(handle, info, &text);
  return text == nullptr ? std::string() : text;
}

// A handshake may end because the connection did, or because a certificate or a version was
// refused.
ErrorKind KindOfTlsFailure(std::string_view detail) {
  const bool connection_lost = detail.find("SSL_ERROR_SYSCALL") != std::string_view::npos ||
                               detail.find("reset by peer") != std::string_view::npos;
  return connection_lost ? ErrorKind::kUnreachable : ErrorKind::kTls;
}

ErrorKind KindOf(CURLcode code, std::string_view detail) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_GOT_NOTHING:
      return ErrorKind::kUnreachable;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      if (detail.find("chunked-encoding") != std::string_view::npos) return ErrorKind::kProtocol;
      // With TLS 1.3 a server refuses our certificate only when we read.
      return detail.find("alert") == std::string_view::npos ? ErrorKind::kUnreachable
                                                            : ErrorKind::kTls;
    case CURLE_SSL_CONNECT_ERROR:
      return KindOfTlsFailure(detail);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ErrorKind::kTls;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
      return ErrorKind::kConfig;
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorKind::kTimeout;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WRITE_ERROR:
      return ErrorKind::kProtocol;
    default:
      return ErrorKind::kInternal;
  }
}

bool IsDescriptorShortage(int error) { return error == EMFILE || error == ENFILE; }

// The resolver tells a socket that it cannot have as a name that it cannot find.
bool NoDescriptorIsLeft() {
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return IsDescriptorShortage(errno);
  close(descriptor);
  return false;
}

}  // namespace

Result<Response> ApiClient::Transfer::Run(const std::string& url,
                                          const std::vector<std::string>& headers,
                                          const credentials::Deadline& deadline) {
  StringList list;
  for (const std::string& header : headers) {
    curl_slist* const longer = curl_slist_append(list.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());  // a part of the longer one by now
    list.reset(longer);
  }
  body_.clear();
  header_bytes_ = 0;
  too_large_ = false;
  detail_.front() = '\0';
  no_descriptor_ = false;
  peer_check_.Forget();
  curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, list.get());

  const CURLcode code = Drive(deadline);
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
  if (code != CURLE_OK) return tl::unexpected(ErrorFor(code, deadline));
  return TakeResponse();
}

CURLcode ApiClient::Transfer::Drive(const credentials::Deadline& deadline) {
  const MultiHandle owner(curl_multi_init());
  CURLM* const multi = owner.get();
  if (multi == nullptr) throw std::bad_alloc();
  const std::stop_callback wake(deadline.stop, [multi] { curl_multi_wakeup(multi); });
  if (curl_multi_add_handle(multi, easy_.get()) != CURLM_OK) return CURLE_FAILED_INIT;

  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  while (!deadline.stop.stop_requested()) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) {
      code = CURLE_FAILED_INIT;
      break;
    }
    int queued = 0;
    if (const CURLMsg* const message = curl_multi_info_read(multi, &queued)) {
      code = message->data.result;
      break;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        deadline.at - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    // A handle for which no descriptor was left cannot be woken.
    constexpr std::chrono::milliseconds::rep kLongestWait = 1'000;
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::min(left.count(), kLongestWait)),
                    nullptr);
  }
  curl_multi_remove_handle(multi, easy_.get());
  return code;
}

Response ApiClient::Transfer::TakeResponse() {
  Response response;
  long status = 0;  // NOLINT(google-runtime-int): curl's type
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  response.content_type = TextInfo(easy_.get(), CURLINFO_CONTENT_TYPE);
  response.location = TextInfo(easy_.get(), CURLINFO_REDIRECT_URL);
  response.body = std::exchange(body_, {});
  curl_off_t retry_after = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
  if (retry_after > 0) {
    response.retry_after =
        std::min<std::chrono::seconds>(std::chrono::seconds(retry_after), kMostRetryAfter);
  }
  return response;
}

Error ApiClient::Transfer::ErrorFor(CURLcode code, const credentials::Deadline& deadline) const {
  if (deadline.stop.stop_requested()) return {ErrorKind::kTimeout, origin_ + ": stopped"};
  if (too_large_) {
    return {ErrorKind::kProtocol,
            origin_ + ": the answer is larger than 64 MiB, or has endless headers"};
  }
  if (code == CURLE_OPERATION_TIMEDOUT && std::chrono::steady_clock::now() >= deadline.at) {
    return {ErrorKind::kTimeout, origin_ + ": no " + Missing() + " within the poll's time"};
  }
  // Inside of a TLS connection to a proxy curl may take the end of a handshake for that of the
  // connection.
  if (code == CURLE_SSL_CONNECT_ERROR && peer_check_.refused()) {
    code = CURLE_PEER_FAILED_VERIFICATION;
  }
  if (RefusesCertificate()) {
    return {ErrorKind::kTls, origin_ +
                                 ": the server asked for a client certificate and ended the "
                                 "connection: it refuses the one it got, or wants one"};
  }
  if (no_descriptor_ || NoDescriptorIsLeft()) {
    return {ErrorKind::kInternal,
            origin_ + ": no file descriptor is left for a connection; raise the limit (ulimit -n)"};
  }
  return {KindOf(code, detail_.data()), origin_ + ": " + Detail(code)};
}

bool ApiClient::Transfer::RefusesCertificate() const {
  const std::string_view detail = detail_.data();
  return peer_check_.asked() && (detail.starts_with("getpeername()") ||
                                 detail.find("bad write retry") != std::string_view::npos);
}

std::string ApiClient::Transfer::Missing() const {
  const auto has_come = [this](CURLINFO time) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy_.get(), time, &microseconds);
    return microseconds > 0;
  };
  if (has_come(CURLINFO_STARTTRANSFER_TIME_T)) return "whole answer";
  if (has_come(CURLINFO_PRETRANSFER_TIME_T)) return "answer";
  if (peer_check_.handshakes() > 0) return "end of the TLS handshake";
  return has_come(CURLINFO_NAMELOOKUP_TIME_T) ? "connection" : "address for the name";
}

int ApiClient::Transfer::SystemError() const {
  long cause = 0;  // NOLINT(google-runtime-int): curl's type
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &cause);
  return static_cast<int>(cause);
}

std::string ApiClient::Transfer::Detail(CURLcode code) const {
  // So curl tells an alert of the server's, with TLS 1.2 and of this one reason alone.
  if (code == CURLE_PEER_FAILED_VERIFICATION && !peer_check_.refused() &&
      std::string_view(detail_.data()) == "SSL certificate verification failed") {
    return "the server finds the client certificate expired";
  }
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    // The handshake with a proxy comes first.
    const bool of_proxy = access_.proxy &&
                          access_.proxy->scheme == credentials::Proxy::Scheme::kHttps &&
                          peer_check_.handshakes() == 1;
    const std::string host =
        access_.tls_server_name.empty() ? access_.endpoint.host : access_.tls_server_name;
    const bool pinned = !access_.ca_pem.empty() && !of_proxy;
    const auto fault = peer_check_.Describe(
        of_proxy ? "the proxy's" : "the server's", of_proxy ? access_.proxy->host : host,
        pinned ? "the cluster's certificate-authority" : "the system's roots");
    if (fault) return *fault;
  }
  // All that curl says of a connection that was reset as soon as it stood.
  if (std::string_view(detail_.data()).starts_with("getpeername()")) {
    return "the server ended the connection as soon as it was open, as one does that refuses the "
           "client's certificate, or wants one";
  }
  std::string detail = ExplainFault(
      code, text::Excerpt(detail_.front() == '\0' ? curl_easy_strerror(code) : detail_.data()),
      access_.endpoint.tls);
  // curl says that it could not connect, but not whether it was refused or found no way.
  if (code == CURLE_COULDNT_CONNECT && SystemError() != 0) {
    detail += ": " + std::generic_category().message(SystemError());
  }
  return detail;
}

curl_socket_t ApiClient::Transfer::OpenSocket(void* transfer, curlsocktype /*purpose*/,
                                              curl_sockaddr* address) {
  const int descriptor =
      socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor >= 0) return descriptor;
  // curl tells it as a server that cannot be reached.
  static_cast<Transfer*>(transfer)->no_descriptor_ = IsDescriptorShortage(errno);
  return CURL_SOCKET_BAD;
}

CURLcode ApiClient::Transfer::WatchTls(CURL* /*handle*/, void* context, void* transfer) {
  static_cast<Transfer*>(transfer)->peer_check_.Watch(static_cast<SSL_CTX*>(context));
  return CURLE_OK;
}

std::size_t ApiClient::Transfer::TakeBody(char* data, std::size_t size, std::size_t count,
                                          void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  const std::size_t length = size * count;
  self.too_large_ = self.body_.size() + length > kMostBodyBytes;
  if (self.too_large_) return 0;
  self.body_.append(data, length);
  return length;
}

std::size_t ApiClient::Transfer::TakeHeader(char* /*data*/, std::size_t size, std::size_t count,
                                            void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.header_bytes_ += size * count;
  self.too_large_ = self.header_bytes_ > kMostHeaderBytes;
  return self.too_large_ ? 0 : size * count;
}

}  // namespace exporter::kubernetes
