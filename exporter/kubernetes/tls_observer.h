// Observes the TLS connections of one transfer: certificates, alerts and failed handshakes.
//
// Sets callbacks of OpenSSL and records the codes that OpenSSL reports. Changes the outcome of a
// verification in one case: a certificate without an alternative name is rejected, as in Go,
// because curl would compare the common name. "The server" is the server or an HTTPS proxy: the
// handshake with the proxy comes first. Used by one thread.
//
// A failed write is reported as successful. With TLS 1.3 a server rejects a client certificate
// while the client already writes its request. Only the next read shows the server's alert, or that
// the connection was lost.

#ifndef EXPORTER_KUBERNETES_TLS_OBSERVER_H_
#define EXPORTER_KUBERNETES_TLS_OBSERVER_H_

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "exporter/kubernetes/certificate_summary.h"

namespace exporter::kubernetes {

class TlsObserver {
 public:
  // Call before each handshake. `context` must not be used after this object is destroyed.
  void Watch(SSL_CTX* context);

  // Forgets everything that was observed.
  void Reset();

  // Handshakes since the last Reset.
  int handshakes() const { return handshakes_; }

  // True if the server asked for a client certificate. kube-apiserver asks but does not require
  // one.
  bool certificate_requested() const { return certificate_requested_; }

  // True if the server's certificate or one of its authorities was rejected. Host names are checked
  // later, so a wrong host name is not included.
  bool rejected() const { return rejection_.has_value(); }

  // The alert by which the server ended a connection (SSL_AD_...).
  std::optional<int> alert() const { return alert_; }

  // OpenSSL's reason for a failed handshake (SSL_R_...); 0 if the connection was lost or no
  // handshake failed.
  int handshake_error() const { return handshake_error_; }

  // Why the last certificate was rejected: "the server's certificate "kube-apiserver" (valid
  // 2025-01-01 to 2026-01-01) has expired". `owner` is "the server's"; `host` is the name that the
  // certificate must be valid for; `roots` names the trusted roots, such as "the system's roots".
  // nullopt if no certificate was received.
  std::optional<std::string> DescribeRejection(const std::string& owner, const std::string& host,
                                               const std::string& roots) const;

 private:
  struct Rejection {
    CertificateSummary certificate;
    int reason = 0;  // X509_V_ERR_...
    int depth = 0;   // 0: the server's own certificate; above 0: an authority
  };

  static int OnVerify(int good, X509_STORE_CTX* store);
  static int OnCertificateRequest(SSL* ssl, void* self);
  static void OnInfo(const SSL* ssl, int where, int value);

  int handshakes_ = 0;
  bool certificate_requested_ = false;
  std::optional<int> alert_;
  int handshake_error_ = 0;
  std::optional<CertificateSummary> peer_;  // the server's own certificate
  std::optional<Rejection> rejection_;
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_TLS_OBSERVER_H_
