// Asks one API server for one thing at a time, politely and within bounds.
//
// HTTP, TLS and connections are libcurl's; which roots count, how long a request may take and how
// much may come back is decided here. One connection is kept from request to request, as long as
// our certificate stays. Redirects are not followed. Knows nothing of what the answers mean.
// One thread; a stop may be requested from any.

#ifndef EXPORTER_KUBERNETES_API_CLIENT_H_
#define EXPORTER_KUBERNETES_API_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/credentials/credentials.h"
#include "exporter/credentials/deadline.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

// An HTTP answer with its whole body. Its texts are a server's own, which may quote what it was
// shown: they are told only as Redact leaves them (redact.h).
struct Response {
  int status = 0;
  std::string content_type;
  std::string body;  // after decompression
  std::string location;
  std::optional<std::chrono::seconds> retry_after;  // at most ten minutes
  std::vector<std::string> secrets;                 // what the request showed
  std::string credential_fault;                     // why it could show nothing newer, if it tried
};

class ApiClient {
 public:
  // The most that an answer may hold, after decompression.
  static constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

  ApiClient(credentials::Access access, std::string user_agent);
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  // `path_and_query` starts with a slash; the endpoint's prefix is put before it.
  //
  // Any answer with a whole body is a Response, whatever its status. The deadline holds for all of
  // it: an exec plugin, name look-up, connection, handshake, a body that drips. After a 401 the
  // request is made once more, if there are other credentials by then.
  // Errors: kUnreachable (a proxy too), kTls, kTimeout (a stop too); kProtocol for a body that is
  // cut short, badly encoded or too large; kConfig for our own certificate, key, token or plugin.
  Result<Response> Get(std::string_view path_and_query, const credentials::Deadline& deadline);

 private:
  class Transfer;

  Result<Response> GetOnce(std::string_view path_and_query,
                           const credentials::Credential& credential,
                           const credentials::Deadline& deadline);

  const credentials::Access access_;
  const std::string user_agent_;
  credentials::Credentials credentials_;
  std::unique_ptr<Transfer> transfer_;  // nullptr before the first request
};

// The error that an answer with an unexpected status stands for: kUnauthorized, kForbidden,
// kThrottled, kUnreachable for 5xx, else kProtocol. Tells the message of a Status object, if the
// body is one, without the response's secrets.
Error ErrorOf(const Response& response, std::string_view path);

// kProtocol where the answer calls itself anything but JSON, as a login page does; one that says
// nothing of its type is taken as it is. As client-go does, which chooses its decoder by that.
Result<void> ExpectJson(const Response& response, std::string_view path);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_API_CLIENT_H_
