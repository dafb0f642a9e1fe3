// The header Authorization of our port. A request is allowed only with the scheme Basic and, in
// base64, a user's name, a colon and the password; a second decoder checks that. The result of a
// second request is the same.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "exporter/web/basic_auth.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

// The hash of the password "pw" with the lowest cost of bcrypt.
constexpr const char* kHash = "$2y$04$abcdefghijklmnopqrstuuyvPXIbu7xe6/CED2DzX8z6Si09MlzlW";

using Users = std::map<std::string, std::string>;

std::string DecodeNaively(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  static exporter::web::BasicAuth users(Users{{"prometheus", kHash}});
  const std::string_view header = TextOf(data, size);
  const bool allowed = users.Check(header, {}) == exporter::web::AuthResult::kAllowed;
  if (allowed) {
    constexpr std::size_t kScheme = 6;
    Require(DecodeNaively(header.substr(kScheme)) == "prometheus:pw",
            "an allowed header contains the password", header);
  }
  Require((users.Check(header, {}) == exporter::web::AuthResult::kAllowed) == allowed,
          "a second check has the same result", header);
  return 0;
}
