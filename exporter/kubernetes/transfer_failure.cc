#include "exporter/kubernetes/transfer_failure.h"

#include <openssl/ssl.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "exporter/kubernetes/http_status.h"
#include "exporter/text/ascii.h"
#include "exporter/text/visible_text.h"

namespace exporter::kubernetes {
namespace {

constexpr const char* kNoCommonVersion = "supports neither TLS 1.2 nor TLS 1.3";

ErrorKind KindOf(const TransferFailure& failure) {
  if (failure.alert) return ErrorKind::kTls;
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
      return ErrorKind::kUnreachable;
    case CURLE_RECV_ERROR:
      // curl also uses this code for an invalid chunk of a response.
      return failure.response_started && failure.system_error == 0 ? ErrorKind::kProtocol
                                                                   : ErrorKind::kUnreachable;
    case CURLE_SSL_CONNECT_ERROR:
      return failure.handshake_error == 0 ? ErrorKind::kUnreachable : ErrorKind::kTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
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

// The alerts of RFC 8446, 6.2, that reject a client certificate or its absence. Servers with TLS
// 1.2 send bad_certificate or handshake_failure if the certificate is missing.
std::string_view ClientCertificateAlert(int alert) {
  switch (alert) {
    case SSL_AD_CERTIFICATE_REQUIRED:
      return "requires a client certificate";
    case SSL_AD_BAD_CERTIFICATE:
      return "rejects the client certificate or requires one";
    case SSL_AD_HANDSHAKE_FAILURE:
      return "rejects the TLS handshake; it may require a client certificate";
    case SSL_AD_UNKNOWN_CA:
      return "does not trust the authority that signed the client certificate";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return "rejects the client certificate as expired";
    case SSL_AD_CERTIFICATE_REVOKED:
      return "rejects the client certificate as revoked";
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_ACCESS_DENIED:
      return "rejects the client certificate";
    default:
      return {};
  }
}

std::string PeerOf(const TransferFailure& failure) {
  return failure.with_proxy ? "the proxy " : "the server ";
}

std::string DescribeAlert(const TransferFailure& failure) {
  const int alert = *failure.alert;
  std::string_view action = ClientCertificateAlert(alert);
  if (alert == SSL_AD_PROTOCOL_VERSION) action = kNoCommonVersion;
  if (action.empty()) action = "ended the TLS connection";
  return PeerOf(failure) + std::string(action) + " (TLS alert " + std::to_string(alert) + ')';
}

std::string DescribeSystemError(int error) {
  if (error == ECONNRESET || error == EPIPE || error == ENOTCONN) return "connection reset";
  return text::ToLower(std::generic_category().message(error));
}

std::string CurlMessage(const TransferFailure& failure) {
  if (failure.curl_message.empty()) return curl_easy_strerror(failure.code);
  return std::string(text::Excerpt(failure.curl_message));
}

std::string DescribeHandshake(const TransferFailure& failure) {
  switch (failure.handshake_error) {
    case 0:
      return failure.system_error == 0
                 ? "the connection was closed during the TLS handshake"
                 : DescribeSystemError(failure.system_error) + " during the TLS handshake";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
      return PeerOf(failure) + "does not use TLS on this port";
    case SSL_R_UNSUPPORTED_PROTOCOL:
      return PeerOf(failure) + kNoCommonVersion;
    default:
      return "the TLS handshake failed: " + CurlMessage(failure);
  }
}

std::string DescribeProxy(const TransferFailure& failure) {
  if (failure.proxy_status == kProxyAuthenticationRequired) {
    return "the proxy rejects or requires credentials (HTTP 407)";
  }
  if (failure.proxy_status != 0) {
    return "the proxy refuses to connect to the server (HTTP " +
           std::to_string(failure.proxy_status) + ')';
  }
  return failure.system_error == 0 ? "the proxy did not send an HTTP response"
                                   : "the proxy: " + DescribeSystemError(failure.system_error);
}

std::string DescribeSocks(const TransferFailure& failure) {
  switch (failure.proxy_error) {
    case CURLPX_NO_AUTH:
    case CURLPX_USER_REJECTED:
      return "the proxy rejects or requires credentials";
    case CURLPX_REPLY_CONNECTION_REFUSED:
      return "the proxy reports: connection refused";
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
      return "the proxy reports: no route to the server";
    case CURLPX_REPLY_NOT_ALLOWED:
      return "the proxy does not allow connections to the server";
    default:
      return "the proxy failed: " + CurlMessage(failure);
  }
}

std::string Describe(const TransferFailure& failure) {
  if (failure.alert) return DescribeAlert(failure);
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host name cannot be resolved";
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "the proxy's host name cannot be resolved";
    case CURLE_PROXY:
      return DescribeSocks(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return DescribeHandshake(failure);
    case CURLE_WRITE_ERROR:  // of curl's decoder, also if data follows the first member
      return "the response has invalid gzip data, or data after its first gzip member";
    case CURLE_GOT_NOTHING:
      return failure.tls ? "the server closed the connection without a response"
                         : "the server closed the connection without a response; if it uses TLS, "
                           "write https://";
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      if (failure.with_proxy) return DescribeProxy(failure);
      return failure.system_error == 0 ? CurlMessage(failure)
                                       : DescribeSystemError(failure.system_error);
    default:
      return CurlMessage(failure);
  }
}

}  // namespace

Error ToError(const TransferFailure& failure) {
  Error error(KindOf(failure), Describe(failure));
  if (failure.alert && !ClientCertificateAlert(*failure.alert).empty()) {
    error.code = ErrorCode::kClientCertificateRejected;
  }
  return error;
}

}  // namespace exporter::kubernetes
