// The output of an exec plugin. Any text is a credential or an error that is a message. A
// credential:
// - has a token, or a certificate with its key, and the token is valid in a header;
// - is the same after white space was added to JSON.
// The text is also parsed as a time and compared with a second RFC 3339 parser.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <regex>
#include <string>

#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/exec_credential.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

constexpr const char* kVersion = "client.authentication.k8s.io/v1";

// Seconds since 1970, or nullopt if the text is not a time.
std::optional<std::chrono::sys_seconds> ParseTimeNaively(const std::string& text) {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  // Go, and so client-go, rejects leap seconds.
  static const std::regex kRfc3339(
      "(\\d{4})-(\\d\\d)-(\\d\\d)T([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)(\\.\\d+)?"
      "(Z|([+-])([01]\\d|2[0-3]):([0-5]\\d))");
  std::smatch parts;
  constexpr std::size_t kLong = 100;  // std::regex recurses
  if (text.size() > kLong || !std::regex_match(text, parts, kRfc3339)) return std::nullopt;
  const auto number = [&parts](std::size_t part) {
    return parts[part].matched ? std::stoi(parts[part].str()) : 0;
  };
  const std::chrono::year_month_day date(std::chrono::year(number(1)),
                                         std::chrono::month(static_cast<unsigned>(number(2))),
                                         std::chrono::day(static_cast<unsigned>(number(3))));
  if (!date.ok()) return std::nullopt;
  const auto local =
      std::chrono::sys_days{date} + hours{number(4)} + minutes{number(5)} + seconds{number(6)};
  const auto offset = hours{number(10)} + minutes{number(11)};
  return parts[9] == "-" ? local + offset : local - offset;
}

void CheckTime(const std::string& text) {
  constexpr std::size_t kMaxLength = 60;
  if (text.size() > kMaxLength) return;
  Require(credentials::ParseTime(text) == ParseTimeNaively(text), "a time is parsed by RFC 3339",
          text);
}

void CheckAnswer(std::string_view text) {
  const auto credential = credentials::ParseExecCredential(text, kVersion);
  if (!credential) return CheckMessage(credential.error());
  Require(!credential->token.empty() || credential->certificate,
          "a credential has a token or a certificate");
  Require(credential->token.empty() || !credentials::TokenError(credential->token),
          "a token is valid in a header");
  if (credential->certificate) {
    Require(!credential->certificate->certificate_pem.empty() &&
                !credential->certificate->key_pem.empty(),
            "a certificate has its key");
  }
  if (!text.starts_with('{')) return;  // in YAML, white space counts
  const auto again = credentials::ParseExecCredential("\n " + std::string(text) + " \n", kVersion);
  Require(again && *again == *credential, "white space changes nothing");
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = exporter::fuzz::TextOf(data, size);
  exporter::fuzz::CheckTime(std::string(text));
  exporter::fuzz::CheckAnswer(text);
  return 0;
}
