#include "exporter/credentials/redact.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/credentials/url.h"
#include "exporter/text/base64.h"
#include "exporter/text/json_writer.h"

namespace exporter::credentials {
namespace {

// A beginning of a secret of this length must not be shown.
constexpr std::size_t kRevealingLength = 8;

void Add(const std::string& secret, std::vector<std::string>& secrets) {
  if (secret.empty()) return;
  secrets.push_back(secret);
  std::string in_url = PercentEncode(secret);
  if (in_url != secret) secrets.push_back(std::move(in_url));
  const std::string quoted = text::JsonQuoted(secret);
  std::string in_json = quoted.substr(1, quoted.size() - 2);
  if (in_json != secret) secrets.push_back(std::move(in_json));
}

void Add(const BasicCredentials& basic, std::vector<std::string>& secrets) {
  Add(basic.password, secrets);
  Add(text::EncodeBase64(basic.username + ':' + basic.password), secrets);
}

// The length of the secret, or beginning of a secret, at the start of `text`; 0 if there is none.
std::size_t SecretLengthAt(std::string_view text, const std::vector<std::string>& secrets) {
  std::size_t longest = 0;
  for (const std::string& secret : secrets) {
    const auto differ = std::mismatch(text.begin(), text.end(), secret.begin(), secret.end());
    const auto length = static_cast<std::size_t>(differ.first - text.begin());
    if (length >= std::min(secret.size(), kRevealingLength)) longest = std::max(longest, length);
  }
  return longest;
}

}  // namespace

std::vector<std::string> SecretsOf(const Access& access, const std::string& token) {
  std::vector<std::string> secrets;
  Add(token, secrets);
  if (access.basic) Add(*access.basic, secrets);
  if (access.proxy && access.proxy->credentials) Add(*access.proxy->credentials, secrets);
  return secrets;
}

std::string Redact(std::string_view text, const std::vector<std::string>& secrets) {
  std::string redacted;
  while (!text.empty()) {
    if (const std::size_t length = SecretLengthAt(text, secrets); length > 0) {
      redacted += "<redacted>";
      text.remove_prefix(length);
    } else {
      redacted += text.front();
      text.remove_prefix(1);
    }
  }
  return redacted;
}

}  // namespace exporter::credentials
