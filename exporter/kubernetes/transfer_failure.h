// Why a transfer of libcurl failed, as codes, and the error that follows from the codes. Part of
// ApiClient. Pure.

#ifndef EXPORTER_KUBERNETES_TRANSFER_FAILURE_H_
#define EXPORTER_KUBERNETES_TRANSFER_FAILURE_H_

#include <curl/curl.h>

#include <optional>
#include <string>

#include "exporter/result/result.h"

namespace exporter::kubernetes {

struct TransferFailure {
  CURLcode code = CURLE_OK;
  int system_error = 0;      // errno of the socket; 0: unknown
  std::optional<int> alert;  // the TLS alert that the other side sent (SSL_AD_...)
  int handshake_error = 0;   // OpenSSL's reason (SSL_R_...) for a failed handshake
  bool tls = false;          // the endpoint uses TLS
  bool with_proxy = false;   // on the way to the proxy, or before the proxy reached the server
  int proxy_status = 0;      // the HTTP status of the proxy's response to CONNECT; 0: none
  CURLproxycode proxy_error = CURLPX_OK;  // the code that a SOCKS proxy reported
  bool response_started = false;          // at least one header was received
  std::string curl_message;               // for the message only
};

// The message does not name the server. Sets ErrorCode::kClientCertificateRejected if the alert may
// mean that a client certificate was rejected or is missing.
Error ToError(const TransferFailure& failure);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_TRANSFER_FAILURE_H_
