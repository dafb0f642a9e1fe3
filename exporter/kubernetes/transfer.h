// Runs requests, one at a time, on one easy handle of libcurl. Part of ApiClient.
//
// Host names are resolved here, because curl would leave a thread behind for each lookup that
// hangs. If a name has several addresses, half of the remaining time is divided equally among them
// (connection_rounds.h). The address that worked last is tried first, as long as the name still
// leads to it. If the kept connection ends before or during a request, the request is sent on a new
// connection. A request on a new connection is never repeated.
//
// A multi handle drives the easy handle, because a stop request can wake a multi handle. A multi
// handle owns descriptors, so it exists only while a request runs. Between requests the connection
// stays open in a share handle, which owns no descriptors. Used by one thread.

#ifndef EXPORTER_KUBERNETES_TRANSFER_H_
#define EXPORTER_KUBERNETES_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/host_resolver.h"
#include "exporter/kubernetes/tls_observer.h"
#include "exporter/kubernetes/transfer_failure.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

class ApiClient::Transfer {
 public:
  // `access` and `resolver` must outlive the transfer. `resolver` resolves the name of the server,
  // or of the proxy if there is one. `certificate` is used instead of the access's certificate.
  Transfer(const credentials::Access& access, HostResolver& resolver,
           std::optional<credentials::ClientCertificate> certificate, const std::string& user_agent,
           std::size_t max_body_bytes);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  const std::optional<credentials::ClientCertificate>& certificate() const { return certificate_; }

  // Sends a POST request if `form` is not empty, else a GET request. `meanwhile` is as in
  // ApiClient::DoMeanwhile. REQUIRES: no header contains a line break.
  Result<Response> Run(const std::string& url, const std::vector<std::string>& headers,
                       const std::string& form, const credentials::Deadline& deadline,
                       const std::function<void()>& meanwhile);

  // Closes the open connection, if any.
  void Disconnect();

  // A GET request whose response has no end, such as a watch. `multi` drives it; the caller takes
  // the body while it arrives.
  //
  // Adds the request to `multi`, which must outlive it. `address` is where the host was reached
  // last; empty if the host is an address. REQUIRES: no other request of this transfer runs.
  void Begin(CURLM* multi, const std::string& url, const std::vector<std::string>& headers,
             const std::string& address);
  // Removes the request from `multi` and closes its connection.
  void Abort(CURLM* multi);
  // The result of a request that ended with `code`: a response with the rest of the body, or an
  // error.
  Result<Response> End(CURLM* multi, CURLcode code);
  // The status of the response; 0 before its headers are complete.
  int ResponseStatus() const { return headers_complete_ ? StatusCode() : 0; }
  // The value of a header of the response; empty if there is none.
  std::string Header(const char* name) const;
  // The bytes of the body that were not taken yet.
  std::string& body() { return body_; }
  // The number of bytes that were received, headers included.
  std::uint64_t received_bytes() const { return received_bytes_; }
  CURL* handle() const { return easy_.get(); }
  // The address that the last successful request used; empty: none.
  const std::string& preferred_address() const { return preferred_address_; }

 private:
  void SetHeaders(const std::vector<std::string>& headers);
  // Resets the members of the current attempt.
  void ForgetAttempt();
  // Sends the request on a new connection.
  CURLcode Connect(const credentials::Deadline& deadline);
  // The rounds of the host's addresses; one empty round if the host is an address.
  tl::expected<std::vector<std::string>, CURLcode> ResolveHost(
      const credentials::Deadline& deadline);
  // Sets the addresses of the host for curl.
  void SetAddresses(const std::string& round);
  // Sends the request once. After an error, no connection is open.
  CURLcode Attempt(const credentials::Deadline& deadline,
                   std::chrono::steady_clock::time_point connect_by);
  // True if the connection of an earlier request ended before or during this request.
  // REQUIRES: the last attempt was on that connection.
  bool LostKeptConnection(CURLcode code) const;
  void SetTls();
  // `file` and `folder` are the curl options for the server or for the proxy.
  void SetSystemRoots(CURLoption file, CURLoption folder);
  // Trusts the certificates in the access's file and folders.
  void AddSystemRoots(SSL_CTX* context) const;
  void SetProxy();
  void SetConnectTo();
  // Runs the handle to its end. CURLE_OPERATION_TIMEDOUT if the deadline or a stop came first, or
  // if the connection was not established by `connect_by`.
  CURLcode Drive(const credentials::Deadline& deadline,
                 std::chrono::steady_clock::time_point connect_by);
  // True if the current attempt has a connection, at least to the proxy.
  bool IsConnected() const;
  int StatusCode() const;
  Response TakeResponse();
  Error ErrorFor(CURLcode code, const credentials::Deadline& deadline) const;
  // True if the request has passed the step that `time` measures (CURLINFO_..._TIME_T).
  bool HasReached(CURLINFO time) const;
  // The step that was running when the time ended: "connecting".
  std::string Step() const;
  TransferFailure FailureFor(CURLcode code) const;
  // True if the transfer failed on the way to the proxy, or before the proxy reached the server.
  bool IsWithProxy(CURLcode code) const;
  // True if the current handshake is with a proxy.
  bool IsProxyHandshake() const;
  // Why the certificate of the server, or of an HTTPS proxy, was rejected.
  std::optional<std::string> DescribeRejection() const;

  static std::size_t ReceiveBody(char* data, std::size_t size, std::size_t count, void* transfer);
  static std::size_t ReceiveHeader(char* data, std::size_t size, std::size_t count, void* transfer);
  static curl_socket_t OpenSocket(void* transfer, curlsocktype purpose, curl_sockaddr* address);
  static CURLcode WatchTls(CURL* handle, void* context, void* transfer);

  // All handles of curl are void*, so a deleter cannot be chosen by type.
  struct ReleaseShare {
    void operator()(CURLSH* handle) const { curl_share_cleanup(handle); }
  };
  struct ReleaseEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct ReleaseList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using StringList = std::unique_ptr<curl_slist, ReleaseList>;

  const credentials::Access& access_;
  HostResolver& resolver_;
  const std::optional<credentials::ClientCertificate> certificate_;
  const std::size_t max_body_bytes_;
  std::function<void()> meanwhile_;  // of the current request
  TlsObserver tls_;
  // Declared in this order: the easy handle is released before the share with its connection.
  std::unique_ptr<CURLSH, ReleaseShare> connections_;
  StringList connect_to_;
  std::unique_ptr<CURL, ReleaseEasy> easy_;
  std::string place_;              // for messages: "10.0.0.1:6443 through the proxy http://p:3128"
  bool kept_ = false;              // a connection may be open
  std::string preferred_address_;  // of the server or the proxy; empty: none
  StringList addresses_;           // of the host, for curl; nullptr: the host is an address
  StringList headers_;             // of the current request
  // The current attempt:
  std::array<char, CURL_ERROR_SIZE> curl_message_{};
  std::string body_;
  std::size_t header_bytes_ = 0;
  bool headers_complete_ = false;
  std::uint64_t received_bytes_ = 0;
  bool too_large_ = false;
  bool reuse_only_ = false;     // no connection may be opened
  bool resolving_ = false;      // the host name was not resolved
  bool no_thread_ = false;      // no thread was left for the resolver
  bool opened_ = false;         // a new connection was tried
  bool no_descriptor_ = false;  // no file descriptor was left for a connection
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_TRANSFER_H_
