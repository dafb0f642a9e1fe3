#include "exporter/kubernetes/transfer_fault.h"

#include <algorithm>
#include <array>

namespace exporter::kubernetes {
namespace {

struct Phrase {
  std::string_view said;
  std::string_view meant;
};

// The first that is found counts.
constexpr std::array<Phrase, 15> kPhrases = {{
    {"alert certificate required", "the server wants a client certificate"},
    // As servers of TLS 1.2 also say where there is none.
    {"alert bad certificate", "the server refuses the client certificate, or wants one"},
    {"alert unknown ca", "the server knows no authority behind the client certificate"},
    {"alert certificate expired", "the server finds the client certificate expired"},
    {"alert certificate revoked", "the server finds the client certificate revoked"},
    {"alert certificate unknown", "the server refuses the client certificate"},
    {"alert unsupported certificate", "the server refuses the client certificate"},
    {"alert handshake failure",
     "the server takes nothing that it is offered; it may want a client certificate"},
    {"SSL_connect: SSL_ERROR_SYSCALL", "the connection ended in the midst of the TLS handshake"},
    {"alert protocol version", "the server speaks neither TLS 1.2 nor 1.3"},
    {"unsupported protocol", "the server speaks neither TLS 1.2 nor 1.3"},
    {"wrong version number", "what answers there does not speak TLS"},
    {"CONNECT tunnel failed, response 407", "the proxy wants other credentials"},
    {"CONNECT tunnel failed, response 0", "the proxy does not answer in HTTP"},
    {"CONNECT tunnel failed", "the proxy refuses to connect to the server"},
}};

}  // namespace

std::string ExplainFault(CURLcode code, std::string_view detail, bool tls) {
  std::string_view meant;
  const auto* const phrase = std::find_if(
      kPhrases.begin(), kPhrases.end(),
      [&](const Phrase& each) { return detail.find(each.said) != std::string_view::npos; });
  if (phrase != kPhrases.end()) {
    meant = phrase->meant;
  } else if (code == CURLE_GOT_NOTHING && !tls) {
    meant = "the server ends the connection, as one does that speaks only TLS";
  }
  if (meant.empty()) return std::string(detail);
  return std::string(meant) + " (" + std::string(detail) + ')';
}

}  // namespace exporter::kubernetes
