// The web configuration file. Any text is a configuration or an error that names the file and the
// line (located_error.h). In a configuration:
// - TLS has a certificate and a key, and a CA exactly if client certificates are verified;
// - a header is known and its value has no line break;
// - every user has a bcrypt hash.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "exporter/config/web_config.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

void CheckTls(const config::TlsServerConfig& tls) {
  Require(!tls.cert_file.empty() && !tls.key_file.empty(), "TLS has a certificate and a key");
  const bool verifies = tls.client_auth == config::ClientAuth::kVerifyIfGiven ||
                        tls.client_auth == config::ClientAuth::kRequireVerify;
  Require(verifies != tls.client_ca_file.empty(),
          "there is a CA exactly if certificates are verified");
}

std::optional<std::string> Read(std::string_view text) {
  const auto config = config::ParseWebConfig(text, "f");
  if (!config) return config.error().message;
  if (config->tls) CheckTls(*config->tls);
  for (const auto& [name, value] : config->headers) {
    constexpr std::string_view kBreaks("\r\n", 2);
    Require(name.find('-') != std::string::npos && !value.empty() &&
                value.find_first_of(kBreaks) == std::string::npos,
            "a header is one line", value);
  }
  for (const auto& [name, hash] : config->users) {
    constexpr std::size_t kLength = 60;
    Require(hash.size() == kLength && hash.starts_with("$2"), "a user has a hash", name);
  }
  return std::nullopt;
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size),
                             "f:", {"must be one YAML document"}, exporter::fuzz::Read);
  return 0;
}
