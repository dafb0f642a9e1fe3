// Requests whose response has no end. They share a multi handle and, with HTTP/2, a connection.

#include <cstddef>
#include <utility>

#include "exporter/kubernetes/transfer.h"

namespace exporter::kubernetes {

void ApiClient::Transfer::Begin(CURLM* multi, const std::string& url,
                                const std::vector<std::string>& headers,
                                const std::string& address) {
  CURL* const easy = easy_.get();
  ForgetAttempt();
  SetAddresses(address);
  SetHeaders(headers);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, addresses_.get());
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  // The connection belongs to the multi handle, so that several requests can use it.
  curl_easy_setopt(easy, CURLOPT_SHARE, nullptr);
  connections_.reset();
  // With TLS, libcurl knows after the handshake whether the server speaks HTTP/2. In plain HTTP, a
  // request would wait for the end of the first one.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, access_.endpoint.tls ? 1L : 0L);
  // Debian 12's libcurl fails at the second of several gzip members, which a server sends.
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, nullptr);
  // A proxy or a firewall drops a connection that is idle for some minutes.
  constexpr long kKeepAliveIdle = 30;      // NOLINT(google-runtime-int): curl's type, in seconds
  constexpr long kKeepAliveInterval = 10;  // NOLINT(google-runtime-int)
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, kKeepAliveIdle);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, kKeepAliveInterval);
  constexpr long kBufferBytes = 2'048;  // NOLINT(google-runtime-int); each stream keeps its buffer
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kBufferBytes);
  curl_multi_add_handle(multi, easy);
}

void ApiClient::Transfer::Abort(CURLM* multi) { curl_multi_remove_handle(multi, easy_.get()); }

Result<Response> ApiClient::Transfer::End(CURLM* multi, CURLcode code) {
  Abort(multi);
  // The caller has its own limits of time, so curl's deadline has not passed.
  if (code != CURLE_OK) return tl::unexpected(ErrorFor(code, {}));
  return TakeResponse();
}

}  // namespace exporter::kubernetes
