#include "exporter/kubernetes/tls_observer.h"

#include <openssl/err.h>

#include <cstddef>
#include <utility>

namespace exporter::kubernetes {
namespace {

int ContextIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

TlsObserver& ObserverOf(const SSL* ssl) {
  return *static_cast<TlsObserver*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ContextIndex()));
}

// With TLS 1.3, every alert except these two ends the connection, whatever its level (RFC 8446, 6).
bool EndsConnection(const SSL* ssl, int level, int alert) {
  if (alert == SSL_AD_CLOSE_NOTIFY || alert == SSL_AD_USER_CANCELLED) return false;
  return level == SSL3_AL_FATAL || SSL_version(ssl) == TLS1_3_VERSION;
}

// The callback of the BIO below TLS. Reports a failed write as successful.
// NOLINTBEGIN(google-runtime-int): OpenSSL's types
long HideFailedWrite(BIO* transport, int operation, const char* /*data*/, std::size_t size,
                     int /*argument*/, long /*long_argument*/, int result, std::size_t* processed) {
  const bool failed_write = operation == (BIO_CB_WRITE | BIO_CB_RETURN) && result <= 0 &&
                            BIO_should_retry(transport) == 0;
  if (!failed_write) return result;
  *processed = size;
  return 1;
}
// NOLINTEND(google-runtime-int)

}  // namespace

void TlsObserver::Watch(SSL_CTX* context) {
  ++handshakes_;
  SSL_CTX_set_ex_data(context, ContextIndex(), this);
  SSL_CTX_set_info_callback(context, &TlsObserver::OnInfo);
  SSL_CTX_set_cert_cb(context, &TlsObserver::OnCertificateRequest, this);
  const int mode = SSL_CTX_get_verify_mode(context);
  if (mode != SSL_VERIFY_NONE) SSL_CTX_set_verify(context, mode, &TlsObserver::OnVerify);
}

void TlsObserver::Reset() { *this = {}; }

void TlsObserver::OnInfo(const SSL* ssl, int where, int value) {
  TlsObserver& self = ObserverOf(ssl);
  if (where == SSL_CB_HANDSHAKE_START) BIO_set_callback_ex(SSL_get_wbio(ssl), &HideFailedWrite);
  constexpr int kBitsOfAlert = 8;
  const int alert = value & ((1 << kBitsOfAlert) - 1);
  if (where == SSL_CB_READ_ALERT && EndsConnection(ssl, value >> kBitsOfAlert, alert)) {
    self.alert_ = alert;
  }
  if (where != SSL_CB_CONNECT_EXIT || value > 0) return;
  // OpenSSL adds nothing to its error queue if it only waits for the other side.
  const int reason = ERR_GET_REASON(ERR_peek_error());
  if (reason != SSL_R_UNEXPECTED_EOF_WHILE_READING) self.handshake_error_ = reason;
}

int TlsObserver::OnCertificateRequest(SSL* /*ssl*/, void* self) {
  static_cast<TlsObserver*>(self)->certificate_requested_ = true;
  return 1;  // continue the handshake
}

int TlsObserver::OnVerify(int good, X509_STORE_CTX* store) {
  TlsObserver& self = ObserverOf(static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())));
  const X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) return good;
  const int depth = X509_STORE_CTX_get_error_depth(store);
  if (good != 0 && depth > 0) return good;
  CertificateSummary summary = Summarize(certificate);
  if (good != 0 && summary.hosts.empty()) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
    good = 0;
  }
  if (good == 0) {
    self.rejection_ = {std::move(summary), X509_STORE_CTX_get_error(store), depth};
  } else {
    self.peer_ = std::move(summary);
  }
  return good;
}

std::optional<std::string> TlsObserver::DescribeRejection(const std::string& owner,
                                                          const std::string& host,
                                                          const std::string& roots) const {
  const auto named = [&](const CertificateSummary& certificate, int depth) {
    const std::string text = "\"" + certificate.name + "\" (" + certificate.dates + ")";
    if (depth == 0) return owner + " certificate " + text;
    return "the authority " + text + " of " + owner + " certificate";
  };
  if (!rejection_ && !peer_) return std::nullopt;
  if (!rejection_) return named(*peer_, 0) + " is valid for " + peer_->hosts + ", not for " + host;

  const std::string subject = named(rejection_->certificate, rejection_->depth);
  switch (rejection_->reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return subject + " has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return subject + " is not yet valid";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return subject + " is self-signed and not in " + roots;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return subject + " is not in " + roots;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return subject + " is signed by \"" + rejection_->certificate.issuer +
             "\", which is not in " + roots;
    case X509_V_ERR_HOSTNAME_MISMATCH:
      return subject +
             " has no subject alternative name (SAN); create a certificate with the name or "
             "address of the server as SAN";
    default:
      return subject + " is rejected: " + X509_verify_cert_error_string(rejection_->reason);
  }
}

}  // namespace exporter::kubernetes
