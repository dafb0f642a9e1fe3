#include "exporter/kubernetes/certificate_summary.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

namespace exporter::kubernetes {
namespace {

constexpr int kMaxHosts = 10;

std::string Printable(std::string text) {
  constexpr std::size_t kMaxLength = 100;
  if (text.size() > kMaxLength) text.resize(kMaxLength);
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
    return Printable(TextOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))));
  }
  std::array<char, 256> line{};
  X509_NAME_oneline(name, line.data(), static_cast<int>(line.size()));
  return Printable(line.data());
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
    std::string text = Printable(TextOf(name.d.dNSName));
    // An address in a DNS name entry is not valid for that address (RFC 6125).
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

// The alternative names of the subject.
std::string HostsOf(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names.get());
  std::string hosts;
  for (int i = 0; i < std::min(count, kMaxHosts); ++i) {
    const std::string host = HostOf(*sk_GENERAL_NAME_value(names.get(), i));
    if (!host.empty()) hosts += (hosts.empty() ? "" : ", ") + host;
  }
  if (count > kMaxHosts) hosts += fmt::format(" and {} more", count - kMaxHosts);
  return hosts;
}

}  // namespace

CertificateSummary Summarize(const X509* certificate) {
  return {.name = NameOf(X509_get_subject_name(certificate)),
          .issuer = NameOf(X509_get_issuer_name(certificate)),
          .dates = "valid " + DayOf(X509_get0_notBefore(certificate)) + " to " +
                   DayOf(X509_get0_notAfter(certificate)),
          .hosts = HostsOf(certificate)};
}

}  // namespace exporter::kubernetes
