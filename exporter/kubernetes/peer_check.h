// What a TLS handshake finds wrong with the certificate of the other side, in words.
//
// Watches OpenSSL verify; never changes its verdict. One thread.

#ifndef EXPORTER_KUBERNETES_PEER_CHECK_H_
#define EXPORTER_KUBERNETES_PEER_CHECK_H_

#include <openssl/ssl.h>

#include <optional>
#include <string>

namespace exporter::kubernetes {

// A certificate, as a message shows it: in printable ASCII, and not too long.
struct ShownCertificate {
  std::string name;    // the subject's common name, else the whole subject
  std::string issuer;  // too
  std::string dates;   // "valid 2025-01-01 to 2026-01-01"
  std::string hosts;   // the names and addresses that it is for: "a.example.com, 10.0.0.1"
};

class PeerCheck {
 public:
  // Before a handshake with that context. It must not be used for another one after this is gone.
  void Watch(SSL_CTX* context);

  // Forgets what was seen.
  void Forget();

  // How many handshakes were begun since.
  int handshakes() const { return handshakes_; }

  // Did the other side ask for a certificate of ours? kube-apiserver does, and takes none as well.
  bool asked() const { return asked_; }

  // Was a certificate, or one that signs it, found wrong? A name is not looked at here.
  bool refused() const { return refusal_.has_value(); }

  // Why the last certificate was refused: "the server's certificate "kube-apiserver" (valid
  // 2025-01-01 to 2026-01-01) has expired". `whose` is "the server's"; `host` is what it should be
  // for; `roots` are those that count: "the system's roots". nullopt where none was seen.
  std::optional<std::string> Describe(const std::string& whose, const std::string& host,
                                      const std::string& roots) const;

 private:
  struct Refusal {
    ShownCertificate certificate;
    int reason = 0;  // X509_V_ERR_...
    int depth = 0;   // 0: the certificate itself; above, those that sign it
  };

  static int Verified(int good, X509_STORE_CTX* store);
  static int Asked(SSL* ssl, void* self);

  int handshakes_ = 0;
  bool asked_ = false;
  std::optional<ShownCertificate> peer_;  // the other side's own
  std::optional<Refusal> refusal_;
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_PEER_CHECK_H_
