#include "exporter/kubernetes/transfer.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "exporter/kubernetes/connection_rounds.h"
#include "exporter/kubernetes/http_status.h"

namespace exporter::kubernetes {
namespace {

struct ReleaseMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using MultiHandle = std::unique_ptr<CURLM, ReleaseMulti>;

std::string TextInfo(CURL* handle, CURLINFO info) {
  const char* text = nullptr;
  curl_easy_getinfo(handle, info, &text);
  return text == nullptr ? std::string() : text;
}

// An assignment of an empty string would retain the memory.
void ReleaseMemory(std::string& text) { std::string().swap(text); }

}  // namespace

Result<Response> ApiClient::Transfer::Run(const std::string& url,
                                          const std::vector<std::string>& headers,
                                          const std::string& form,
                                          const credentials::Deadline& deadline,
                                          const std::function<void()>& meanwhile) {
  meanwhile_ = meanwhile;
  SetHeaders(headers);
  curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
  if (!form.empty()) curl_easy_setopt(easy_.get(), CURLOPT_COPYPOSTFIELDS, form.c_str());

  reuse_only_ = std::exchange(kept_, false);
  // A connection that a firewall has dropped is silent. Then half of the time is left.
  credentials::Deadline reuse = deadline;
  const auto now = std::chrono::steady_clock::now();
  reuse.at = now + (deadline.at - now) / 2;
  CURLcode code = reuse_only_ ? Attempt(reuse, reuse.at) : Connect(deadline);
  if (std::exchange(reuse_only_, false) && LostKeptConnection(code)) code = Connect(deadline);
  SetHeaders({});
  if (code != CURLE_OK) {
    Error error = ErrorFor(code, deadline);
    ReleaseMemory(body_);
    return tl::unexpected(std::move(error));
  }
  kept_ = true;
  preferred_address_ = TextInfo(easy_.get(), CURLINFO_PRIMARY_IP);
  return TakeResponse();
}

void ApiClient::Transfer::SetHeaders(const std::vector<std::string>& headers) {
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
  headers_.reset();
  for (const std::string& header : headers) {
    curl_slist* const longer = curl_slist_append(headers_.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(headers_.release());  // part of the longer list now
    headers_.reset(longer);
  }
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
}

CURLcode ApiClient::Transfer::Connect(const credentials::Deadline& deadline) {
  using Clock = std::chrono::steady_clock;
  ForgetAttempt();
  auto rounds = ResolveHost(deadline);
  if (!rounds) return rounds.error();
  // The rest is for the response.
  const Clock::time_point start = Clock::now();
  const Clock::time_point end =
      rounds->size() == 1 ? deadline.at : start + (deadline.at - start) / 2;
  CURLcode code = CURLE_COULDNT_CONNECT;
  for (std::size_t i = 0; i < rounds->size(); ++i) {
    SetAddresses((*rounds)[i]);
    const Clock::time_point now = Clock::now();
    const auto rounds_left = static_cast<int>(rounds->size() - i);
    code = Attempt(deadline, now + (end - now) / rounds_left);
    const bool no_connection =
        code == CURLE_COULDNT_CONNECT || (code == CURLE_OPERATION_TIMEDOUT && !IsConnected());
    if (!no_connection || no_descriptor_) break;
  }
  return code;
}

tl::expected<std::vector<std::string>, CURLcode> ApiClient::Transfer::ResolveHost(
    const credentials::Deadline& deadline) {
  const std::string& host = access_.proxy ? access_.proxy->host : access_.endpoint.host;
  if (IsAddress(host)) return std::vector<std::string>{""};
  auto addresses = resolver_.Resolve(host, deadline);
  resolving_ = !addresses;
  no_thread_ = !addresses && addresses.error() == HostResolver::Failure::kNoThread;
  if (addresses) return ConnectionRounds(*std::move(addresses), preferred_address_);
  if (addresses.error() == HostResolver::Failure::kTimeout) {
    return tl::unexpected(CURLE_OPERATION_TIMEDOUT);
  }
  return tl::unexpected(access_.proxy ? CURLE_COULDNT_RESOLVE_PROXY : CURLE_COULDNT_RESOLVE_HOST);
}

void ApiClient::Transfer::SetAddresses(const std::string& round) {
  if (round.empty()) return;
  const std::string& host = access_.proxy ? access_.proxy->host : access_.endpoint.host;
  const int port = access_.proxy ? access_.proxy->port : access_.endpoint.port;
  const std::string entry = host + ':' + std::to_string(port) + ':' + round;
  addresses_.reset(curl_slist_append(nullptr, entry.c_str()));
  if (addresses_ == nullptr) throw std::bad_alloc();
}

void ApiClient::Transfer::ForgetAttempt() {
  ReleaseMemory(body_);
  header_bytes_ = 0;
  headers_complete_ = false;
  received_bytes_ = 0;
  too_large_ = false;
  resolving_ = false;
  no_thread_ = false;
  opened_ = false;
  no_descriptor_ = false;
  curl_message_.front() = '\0';
  tls_.Reset();
}

CURLcode ApiClient::Transfer::Attempt(const credentials::Deadline& deadline,
                                      std::chrono::steady_clock::time_point connect_by) {
  ForgetAttempt();
  // Each request has a new multi handle, which does not know the addresses.
  curl_easy_setopt(easy_.get(), CURLOPT_RESOLVE, addresses_.get());
  const CURLcode code = Drive(deadline, connect_by);
  if (code != CURLE_OK) Disconnect();
  return code;
}

// libcurl 7.88 sets the connect time only after the TLS handshake.
bool ApiClient::Transfer::IsConnected() const {
  return tls_.handshakes() > 0 || HasReached(CURLINFO_CONNECT_TIME_T);
}

// An error of the response is not an error of the open connection. Some load balancers send 408 on
// a connection that was idle, before they close it.
bool ApiClient::Transfer::LostKeptConnection(CURLcode code) const {
  if (code == CURLE_OK) return StatusCode() == kRequestTimeout;
  if (code == CURLE_OPERATION_TIMEDOUT) return header_bytes_ == 0;
  return !too_large_ && code != CURLE_BAD_CONTENT_ENCODING;
}

CURLcode ApiClient::Transfer::Drive(const credentials::Deadline& deadline,
                                    std::chrono::steady_clock::time_point connect_by) {
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
    const auto end = IsConnected() ? deadline.at : connect_by;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    // A multi handle that got no descriptor cannot be woken.
    const std::chrono::milliseconds::rep max_wait = meanwhile_ ? 100 : 1'000;
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::min(left.count(), max_wait)), nullptr);
    if (meanwhile_) meanwhile_();
  }
  curl_multi_remove_handle(multi, easy_.get());
  return code;
}

int ApiClient::Transfer::StatusCode() const {
  long status = 0;  // NOLINT(google-runtime-int): curl's type
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::string ApiClient::Transfer::Header(const char* name) const {
  curl_header* header = nullptr;
  const CURLHcode code =
      curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, /*request=*/-1, &header);
  return code == CURLHE_OK ? header->value : "";
}

Response ApiClient::Transfer::TakeResponse() {
  Response response;
  response.status = StatusCode();
  response.content_type = TextInfo(easy_.get(), CURLINFO_CONTENT_TYPE);
  response.location = TextInfo(easy_.get(), CURLINFO_REDIRECT_URL);
  response.etag = Header("ETag");
  response.body = std::exchange(body_, {});
  curl_off_t retry_after = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
  if (retry_after > 0) {
    response.retry_after =
        std::min<std::chrono::seconds>(std::chrono::seconds(retry_after), kMaxRetryAfter);
  }
  return response;
}

}  // namespace exporter::kubernetes
