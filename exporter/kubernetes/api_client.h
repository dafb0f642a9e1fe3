// An HTTP client for one API server, with limits of time and size.
//
// Uses libcurl. Sends one request at a time, over one connection that stays open until a request
// fails or the client certificate changes. Does not follow redirects or interpret response bodies.
// Used by one thread; any thread may request a stop.

#ifndef EXPORTER_KUBERNETES_API_CLIENT_H_
#define EXPORTER_KUBERNETES_API_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/credentials/credentials.h"
#include "exporter/credentials/deadline.h"
#include "exporter/kubernetes/host_resolver.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// An HTTP response with its complete body. A text of a server may quote our credentials: pass it
// through Redact (redact.h) before it is shown.
struct Response {
  int status = 0;
  std::string content_type;
  std::string body;  // after decompression
  std::string location;
  std::string etag;                                 // empty: none
  std::optional<std::chrono::seconds> retry_after;  // at most ten minutes
  std::vector<std::string> secrets;                 // of the request
  std::string credential_error;  // why older credentials were sent; empty: they are the newest
};

class ApiClient {
 public:
  static constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

  // `max_body_bytes`: the largest body of a response, after decompression.
  ApiClient(credentials::Access access, std::string user_agent,
            std::size_t max_body_bytes = kMaxBodyBytes);
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  // `path_and_query` starts with a slash and is appended to the endpoint's prefix.
  //
  // Returns a Response for every complete response, whatever its status. The deadline covers every
  // step: exec plugin, DNS, connection, TLS handshake, response. After a 401 the request is sent
  // once more if there are other credentials.
  // Errors: kUnreachable for the server or the proxy; kTls; kTimeout, also after a stop; kProtocol
  // for a truncated, badly encoded or too large body; kConfig for our own certificate, key, token
  // or plugin.
  //
  // `etag`: of the last response (If-None-Match). The status is 304 if nothing has changed.
  Result<Response> Get(std::string_view path_and_query, const credentials::Deadline& deadline,
                       std::string_view etag = {});

  // As Get, with a form (application/x-www-form-urlencoded) as body. Never sends the form twice.
  // REQUIRES: `form` is not empty, and this is the first request.
  Result<Response> Post(std::string_view path_and_query, const std::string& form,
                        const credentials::Deadline& deadline);

  // While a request waits for the server, `work` is called several times a second, by the thread of
  // the request. It must be short, and must not use this client. An empty function ends this.
  void DoMeanwhile(std::function<void()> work) { meanwhile_ = std::move(work); }

  // Closes the open connection, if any. The next request opens a new one.
  void Disconnect();

 private:
  class Transfer;
  friend class EventStreams;

  // A request that another transfer sends.
  struct PreparedRequest {
    std::string url;
    std::vector<std::string> headers;
    std::optional<credentials::ClientCertificate> certificate;
    std::string address;  // where the last request reached the host; empty: none, or not needed
    std::vector<std::string> secrets;
  };
  Result<PreparedRequest> Prepare(std::string_view path_and_query,
                                  const credentials::Deadline& deadline);
  std::unique_ptr<Transfer> NewTransfer(std::optional<credentials::ClientCertificate> certificate);
  std::string UrlOf(std::string_view path_and_query) const;

  // Sends a POST request if `form` is not empty. `etag` is empty for none.
  Result<Response> SendOnce(std::string_view path_and_query, const std::string& form,
                            std::string_view etag, const credentials::Credential& credential,
                            const credentials::Deadline& deadline);

  const credentials::Access access_;
  const std::string user_agent_;
  const std::size_t max_body_bytes_;
  credentials::Credentials credentials_;
  HostResolver resolver_;
  std::function<void()> meanwhile_;
  std::unique_ptr<Transfer> transfer_;  // nullptr before the first request
};

// The error for a response with an unexpected status: kUnauthorized, kForbidden, kThrottled,
// kUnreachable for 407 and 5xx, else kProtocol. If the body is a Status object, its message is
// included without secrets.
Error ErrorOf(const Response& response, std::string_view path);

// kProtocol if the response has a content type other than JSON, as a login page has. A missing
// content type is accepted, as in client-go.
Result<void> ExpectJson(const Response& response, std::string_view path);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_API_CLIENT_H_
