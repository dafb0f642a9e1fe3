#include "exporter/kubernetes/peer_check.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string_view>

namespace exporter::kubernetes {
namespace {

constexpr int kMostHosts = 10;

// Certificates come from anybody.
std::string Shown(std::string text) {
  constexpr std::size_t kMost = 100;
  if (text.size() > kMost) text.resize(kMost);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~' || c == '"'; }, '?');
  return text;
}

std::string TextOf(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string NameOf(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index >= 0) {
    return Shown(TextOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))));
  }
  std::array<char, 256> line{};
  X509_NAME_oneline(name, line.data(), static_cast<int>(line.size()));
  return Shown(line.data());
}

std::string DayOf(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "?";
  constexpr int kFirstYear = 1900;
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + kFirstYear, parts.tm_mon + 1,
                     parts.tm_mday);
}

std::string HostOf(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) {
    std::string text = Shown(TextOf(name.d.dNSName));
    // It counts for a host of that name, and for no address.
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const bool is_address = inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
                            inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
    return is_address ? text + " as a DNS name" : text;
  }
  if (name.type != GEN_IPADD) return {};
  constexpr int kIpv4Bytes = 4;
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(name.d.iPAddress) == kIpv4Bytes ? AF_INET : AF_INET6;
  const std::string bytes = TextOf(name.d.iPAddress);
  if (family == AF_INET6 && bytes.size() != sizeof(in6_addr)) return {};
  inet_ntop(family, bytes.data(), text.data(), text.size());
  return text.data();
}

// Without alternative names the common name counts.
std::string HostsOf(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names.get());
  std::string hosts;
  for (int i = 0; i < std::min(count, kMostHosts); ++i) {
    const std::string host = HostOf(*sk_GENERAL_NAME_value(names.get(), i));
    if (!host.empty()) hosts += (hosts.empty() ? "" : ", ") + host;
  }
  if (count > kMostHosts) hosts += fmt::format(" and {} more", count - kMostHosts);
  return hosts.empty() ? NameOf(X509_get_subject_name(certificate)) : hosts;
}

ShownCertificate Show(const X509* certificate) {
  return {.name = NameOf(X509_get_subject_name(certificate)),
          .issuer = NameOf(X509_get_issuer_name(certificate)),
          .dates = "valid " + DayOf(X509_get0_notBefore(certificate)) + " to " +
                   DayOf(X509_get0_notAfter(certificate)),
          .hosts = HostsOf(certificate)};
}

int OwnIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

void PeerCheck::Watch(SSL_CTX* context) {
  ++handshakes_;
  SSL_CTX_set_cert_cb(context, &PeerCheck::Asked, this);
  const int mode = SSL_CTX_get_verify_mode(context);
  if (mode == SSL_VERIFY_NONE) return;  // whatever is wrong is not the reason of a failure
  SSL_CTX_set_ex_data(context, OwnIndex(), this);
  SSL_CTX_set_verify(context, mode, &PeerCheck::Verified);
}

void PeerCheck::Forget() {
  handshakes_ = 0;
  asked_ = false;
  peer_.reset();
  refusal_.reset();
}

int PeerCheck::Asked(SSL* /*ssl*/, void* self) {
  static_cast<PeerCheck*>(self)->asked_ = true;
  return 1;  // the handshake goes on with what there is
}

int PeerCheck::Verified(int good, X509_STORE_CTX* store) {
  const auto* const ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& self = *static_cast<PeerCheck*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), OwnIndex()));
  const X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) return good;
  const int depth = X509_STORE_CTX_get_error_depth(store);
  if (good == 0) {
    self.refusal_ = {Show(certificate), X509_STORE_CTX_get_error(store), depth};
  } else if (depth == 0) {
    self.peer_ = Show(certificate);
  }
  return good;
}

std::optional<std::string> PeerCheck::Describe(const std::string& whose, const std::string& host,
                                               const std::string& roots) const {
  const auto named = [&](const ShownCertificate& certificate, int depth) {
    const std::string shown = "\"" + certificate.name + "\" (" + certificate.dates + ")";
    if (depth == 0) return whose + " certificate " + shown;
    return "the authority " + shown + " behind " + whose + " certificate";
  };
  if (!refusal_ && !peer_) return std::nullopt;
  if (!refusal_) return named(*peer_, 0) + " is for " + peer_->hosts + ", not for " + host;

  const std::string subject = named(refusal_->certificate, refusal_->depth);
  switch (refusal_->reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return subject + " has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return subject + " is not yet valid";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return subject + " is signed by itself, and is not in " + roots;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return subject + " is not in " + roots;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return subject + " is signed by \"" + refusal_->certificate.issuer + "\", which is not in " +
             roots;
    default:
      return subject + " is refused: " + X509_verify_cert_error_string(refusal_->reason);
  }
}

}  // namespace exporter::kubernetes
