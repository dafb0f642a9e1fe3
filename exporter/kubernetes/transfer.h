// One easy handle of libcurl, and how one request runs on it. A part of ApiClient.
//
// The handle is driven through a multi handle, which a stop can wake at any moment. That one has
// descriptors of its own, so there is one only while a request runs; the connection is kept in a
// share, which has none. One thread.

#ifndef EXPORTER_KUBERNETES_TRANSFER_H_
#define EXPORTER_KUBERNETES_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/peer_check.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

class ApiClient::Transfer {
 public:
  // `access` must outlive the transfer. Its certificate is not used, but the one given.
  Transfer(const credentials::Access& access,
           std::optional<credentials::ClientCertificate> certificate,
           const std::string& user_agent);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  const std::optional<credentials::ClientCertificate>& certificate() const { return certificate_; }

  // REQUIRES: no header holds a line break.
  Result<Response> Run(const std::string& url, const std::vector<std::string>& headers,
                       const credentials::Deadline& deadline);

 private:
  void SetTls();
  void SetProxy();
  void SetConnectTo();
  // Drives the handle until it is done; the code is a time-out's where the deadline or a stop was
  // first.
  CURLcode Drive(const credentials::Deadline& deadline);
  Response TakeResponse();
  Error ErrorFor(CURLcode code, const credentials::Deadline& deadline) const;
  // Did the server end the connection as soon as the handshake was done, as it does with TLS 1.3
  // where it refuses our certificate or wants one? curl finds one thing or another to say of that.
  bool RefusesCertificate() const;
  // What had not come when the time was over.
  std::string Missing() const;
  // The errno of the connection that failed, as far as curl knows one; else 0.
  int SystemError() const;
  // What was wrong, in our words for certificates and in curl's for everything else.
  std::string Detail(CURLcode code) const;

  static std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* transfer);
  static std::size_t TakeHeader(char* data, std::size_t size, std::size_t count, void* transfer);
  static curl_socket_t OpenSocket(void* transfer, curlsocktype purpose, curl_sockaddr* address);
  static CURLcode WatchTls(CURL* handle, void* context, void* transfer);

  // curl's handles are all void*, so their types cannot choose what releases them.
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
  const std::optional<credentials::ClientCertificate> certificate_;
  PeerCheck peer_check_;
  // In this order: an easy handle is released before the share that holds its connection.
  std::unique_ptr<CURLSH, ReleaseShare> connections_;
  StringList connect_to_;
  std::unique_ptr<CURL, ReleaseEasy> easy_;
  std::string origin_;  // "https://10.0.0.1:6443 through the proxy http://p:3128", for messages
  std::array<char, CURL_ERROR_SIZE> detail_{};
  std::string body_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  bool no_descriptor_ = false;  // was left for a connection
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_TRANSFER_H_
