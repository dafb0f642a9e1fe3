#include "exporter/kubernetes/transfer.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <new>
#include <sstream>
#include <system_error>
#include <utility>

#include "exporter/credentials/url.h"

namespace exporter::kubernetes {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{256} << 10;
constexpr std::chrono::minutes kMaxRetryAfter{10};

struct ReleaseMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using MultiHandle = std::unique_ptr<CURLM, ReleaseMulti>;

std::string TextInfo(CURL* handle, CURLINFO info) {
  const char* text = nullptr;
  curl_easy_getinfo(handle, info, &text);
  return text == nullptr ? std::string() : text;
}

std::int64_t NumberInfo(CURL* handle, CURLINFO info) {
  long number = 0;  // NOLINT(google-runtime-int): curl's type
  curl_easy_getinfo(handle, info, &number);
  return number;
}

bool IsDescriptorShortage(int error) { return error == EMFILE || error == ENFILE; }

// True if no descriptor is free. The resolver reports this as a name that cannot be resolved.
bool NoDescriptorIsLeft() {
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return IsDescriptorShortage(errno);
  close(descriptor);
  return false;
}

}  // namespace

Result<Response> ApiClient::Transfer::Run(const std::string& url,
                                          const std::vector<std::string>& headers,
                                          const std::string& form,
                                          const credentials::Deadline& deadline) {
  StringList list;
  for (const std::string& header : headers) {
    curl_slist* const longer = curl_slist_append(list.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());  // part of the longer list now
    list.reset(longer);
  }
  curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
  if (!form.empty()) curl_easy_setopt(easy_.get(), CURLOPT_COPYPOSTFIELDS, form.c_str());

  reuse_only_ = std::exchange(kept_, false);
  // A connection that a firewall has dropped is silent. Then half of the time is left.
  credentials::Deadline reuse = deadline;
  const auto now = std::chrono::steady_clock::now();
  reuse.at = now + (deadline.at - now) / 2;
  CURLcode code = reuse_only_ ? Attempt(reuse) : Connect(deadline);
  if (std::exchange(reuse_only_, false) && LostKeptConnection(code)) code = Connect(deadline);
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
  if (code != CURLE_OK) return tl::unexpected(ErrorFor(code, deadline));
  kept_ = true;
  preferred_address_ = TextInfo(easy_.get(), CURLINFO_PRIMARY_IP);
  return TakeResponse();
}

CURLcode ApiClient::Transfer::Connect(const credentials::Deadline& deadline) {
  ForgetAttempt();
  const CURLcode code = ResolveHost(deadline);
  return code == CURLE_OK ? Attempt(deadline) : code;
}

CURLcode ApiClient::Transfer::ResolveHost(const credentials::Deadline& deadline) {
  const std::string& host = access_.proxy ? access_.proxy->host : access_.endpoint.host;
  const int port = access_.proxy ? access_.proxy->port : access_.endpoint.port;
  if (IsAddress(host)) return CURLE_OK;
  auto addresses = resolver_.Resolve(host, deadline);
  resolving_ = !addresses;
  no_thread_ = !addresses && addresses.error() == HostResolver::Failure::kNoThread;
  if (!addresses) {
    if (addresses.error() == HostResolver::Failure::kTimeout) return CURLE_OPERATION_TIMEDOUT;
    return access_.proxy ? CURLE_COULDNT_RESOLVE_PROXY : CURLE_COULDNT_RESOLVE_HOST;
  }
  std::stable_partition(addresses->begin(), addresses->end(),
                        [this](const std::string& each) { return each == preferred_address_; });
  std::string entry = host + ':' + std::to_string(port) + ':';
  for (const std::string& address : *addresses) {
    entry += address + (&address == &addresses->back() ? "" : ",");
  }
  addresses_.reset(curl_slist_append(nullptr, entry.c_str()));
  if (addresses_ == nullptr) throw std::bad_alloc();
  return CURLE_OK;
}

void ApiClient::Transfer::ForgetAttempt() {
  body_.clear();
  header_bytes_ = 0;
  too_large_ = false;
  resolving_ = false;
  no_thread_ = false;
  opened_ = false;
  no_descriptor_ = false;
  curl_message_.front() = '\0';
  tls_.Reset();
}

CURLcode ApiClient::Transfer::Attempt(const credentials::Deadline& deadline) {
  ForgetAttempt();
  // Each request has a new multi handle, which does not know the addresses.
  curl_easy_setopt(easy_.get(), CURLOPT_RESOLVE, addresses_.get());
  // curl gives each address of a name half of the connect time that is left. 0 is five minutes.
  const auto connect_time = std::max(
      std::chrono::milliseconds(1),
      std::chrono::ceil<std::chrono::milliseconds>(deadline.at - std::chrono::steady_clock::now()) /
          2);
  curl_easy_setopt(easy_.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_time.count()));
  const CURLcode code = Drive(deadline);
  if (code != CURLE_OK) Disconnect();
  return code;
}

// An error of the response is not an error of the open connection.
bool ApiClient::Transfer::LostKeptConnection(CURLcode code) const {
  if (code == CURLE_OPERATION_TIMEDOUT) return header_bytes_ == 0;
  return !too_large_ && code != CURLE_OK && code != CURLE_BAD_CONTENT_ENCODING;
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
    // A multi handle that got no descriptor cannot be woken.
    constexpr std::chrono::milliseconds::rep kMaxWait = 1'000;
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::min(left.count(), kMaxWait)), nullptr);
  }
  curl_multi_remove_handle(multi, easy_.get());
  return code;
}

Response ApiClient::Transfer::TakeResponse() {
  Response response;
  response.status = static_cast<int>(NumberInfo(easy_.get(), CURLINFO_RESPONSE_CODE));
  response.content_type = TextInfo(easy_.get(), CURLINFO_CONTENT_TYPE);
  response.location = TextInfo(easy_.get(), CURLINFO_REDIRECT_URL);
  response.body = std::exchange(body_, {});
  curl_off_t retry_after = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
  if (retry_after > 0) {
    response.retry_after =
        std::min<std::chrono::seconds>(std::chrono::seconds(retry_after), kMaxRetryAfter);
  }
  return response;
}

Error ApiClient::Transfer::ErrorFor(CURLcode code, const credentials::Deadline& deadline) const {
  if (deadline.stop.stop_requested()) return {ErrorKind::kTimeout, place_ + ": stopped"};
  if (too_large_ || code == CURLE_OUT_OF_MEMORY) {  // curl's error for a header above 100 KiB
    return {ErrorKind::kProtocol,
            place_ + ": the response is larger than 64 MiB or its headers are larger than 256 KiB"};
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

curl_socket_t ApiClient::Transfer::OpenSocket(void* transfer, curlsocktype /*purpose*/,
                                              curl_sockaddr* address) {
  auto& self = *static_cast<Transfer*>(transfer);
  if (self.reuse_only_) return CURL_SOCKET_BAD;
  self.opened_ = true;
  const int descriptor =
      socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor >= 0) return descriptor;
  // curl reports only that it could not connect.
  self.no_descriptor_ = IsDescriptorShortage(errno);
  return CURL_SOCKET_BAD;
}

CURLcode ApiClient::Transfer::WatchTls(CURL* /*handle*/, void* context, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.tls_.Watch(static_cast<SSL_CTX*>(context));
  if (self.access_.ca_pem.empty() || self.IsProxyHandshake()) {
    self.AddSystemRoots(static_cast<SSL_CTX*>(context));
  }
  return CURLE_OK;
}

void ApiClient::Transfer::AddSystemRoots(SSL_CTX* context) const {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  std::istringstream folders(access_.system_ca_folders);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code error;
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
         file.increment(error)) {
      X509_STORE_load_file(store, file->path().c_str());
    }
  }
  ERR_clear_error();  // files without a certificate
}

std::size_t ApiClient::Transfer::ReceiveBody(char* data, std::size_t size, std::size_t count,
                                             void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  const std::size_t length = size * count;
  self.too_large_ = self.body_.size() + length > kMaxBodyBytes;
  if (self.too_large_) return 0;
  self.body_.append(data, length);
  return length;
}

std::size_t ApiClient::Transfer::ReceiveHeader(char* /*data*/, std::size_t size, std::size_t count,
                                               void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.header_bytes_ += size * count;
  self.too_large_ = self.header_bytes_ > kMaxHeaderBytes;
  return self.too_large_ ? 0 : size * count;
}

}  // namespace exporter::kubernetes
