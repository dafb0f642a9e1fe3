#include "exporter/kubernetes/transfer_failure.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <string>

namespace exporter::kubernetes {
namespace {

std::string Outcome(const TransferFailure& failure) {
  const Error error = ToError(failure);
  return std::string(Name(error.kind)) + ": " + error.message;
}

TEST(ToError, DescribesSystemErrorsInWordsOfItsOwn) {
  const auto refused = TransferFailure{.code = CURLE_COULDNT_CONNECT,
                                       .system_error = ECONNREFUSED,
                                       .curl_message = "Failed to connect after 0 ms"};
  EXPECT_EQ(Outcome(refused), "unreachable: connection refused");
  for (const int reset : {ECONNRESET, EPIPE}) {
    EXPECT_EQ(Outcome({.code = CURLE_SEND_ERROR, .system_error = reset}),
              "unreachable: connection reset");
  }
  EXPECT_EQ(Outcome({.code = CURLE_SSL_CONNECT_ERROR, .system_error = ECONNRESET}),
            "unreachable: connection reset during the TLS handshake");
  EXPECT_EQ(Outcome({.code = CURLE_SSL_CONNECT_ERROR}),
            "unreachable: the connection was closed during the TLS handshake");
}

TEST(ToError, RecognizesARejectedClientCertificateByItsAlert) {
  for (const int alert :
       {SSL_AD_CERTIFICATE_REQUIRED, SSL_AD_BAD_CERTIFICATE, SSL_AD_HANDSHAKE_FAILURE,
        SSL_AD_UNKNOWN_CA, SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_REVOKED,
        SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_ACCESS_DENIED}) {
    for (const CURLcode code : {CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SSL_CONNECT_ERROR,
                                CURLE_SSL_CLIENTCERT, CURLE_PEER_FAILED_VERIFICATION}) {
      const Error error = ToError({.code = code, .system_error = EPIPE, .alert = alert});
      EXPECT_EQ(error.kind, ErrorKind::kTls) << alert;
      EXPECT_EQ(error.code, ErrorCode::kClientCertificateRejected) << alert;
    }
  }
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .alert = SSL_AD_CERTIFICATE_REQUIRED}),
            "tls: the server requires a client certificate (TLS alert 116)");
}

TEST(ToError, OtherAlertsAreTlsErrorsWithoutACode) {
  const Error version =
      ToError({.code = CURLE_SSL_CONNECT_ERROR, .alert = SSL_AD_PROTOCOL_VERSION});
  EXPECT_EQ(version.message, "the server supports neither TLS 1.2 nor TLS 1.3 (TLS alert 70)");
  EXPECT_EQ(version.code, ErrorCode::kNone);
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .alert = SSL_AD_INTERNAL_ERROR}),
            "tls: the server ended the TLS connection (TLS alert 80)");
}

TEST(ToError, DistinguishesFailedHandshakesFromLostConnections) {
  EXPECT_EQ(Outcome({.code = CURLE_SSL_CONNECT_ERROR,
                     .system_error = ECONNRESET,
                     .handshake_error = SSL_R_WRONG_VERSION_NUMBER}),
            "tls: the server does not use TLS on this port");
  EXPECT_EQ(Outcome({.code = CURLE_SSL_CONNECT_ERROR,
                     .handshake_error = SSL_R_BAD_SIGNATURE,
                     .curl_message = "bad signature"}),
            "tls: the TLS handshake failed: bad signature");
}

TEST(ToError, ATruncatedResponseIsAProtocolError) {
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR,
                     .response_started = true,
                     .curl_message = "Invalid character in chunked-encoding"}),
            "protocol: Invalid character in chunked-encoding");
  EXPECT_EQ(
      Outcome({.code = CURLE_RECV_ERROR, .system_error = ECONNRESET, .response_started = true}),
      "unreachable: connection reset");
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .curl_message = "x"}), "unreachable: x");
}

TEST(ToError, NamesTheProxyThatFailed) {
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .with_proxy = true, .proxy_status = 407}),
            "unreachable: the proxy rejects or requires credentials (HTTP 407)");
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .with_proxy = true, .proxy_status = 503}),
            "unreachable: the proxy refuses to connect to the server (HTTP 503)");
  EXPECT_EQ(Outcome({.code = CURLE_RECV_ERROR, .with_proxy = true}),
            "unreachable: the proxy did not send an HTTP response");
  EXPECT_EQ(
      Outcome({.code = CURLE_COULDNT_CONNECT, .system_error = ECONNREFUSED, .with_proxy = true}),
      "unreachable: the proxy: connection refused");
  EXPECT_EQ(Outcome({.code = CURLE_PROXY, .proxy_error = CURLPX_REPLY_NOT_ALLOWED}),
            "unreachable: the proxy does not allow connections to the server");
}

TEST(ToError, AnEmptyResponseWithoutTlsSuggestsHttps) {
  const std::string closed = "unreachable: the server closed the connection without a response";
  EXPECT_EQ(Outcome({.code = CURLE_GOT_NOTHING, .tls = true}), closed);
  EXPECT_EQ(Outcome({.code = CURLE_GOT_NOTHING}), closed + "; if it uses TLS, write https://");
}

}  // namespace
}  // namespace exporter::kubernetes
