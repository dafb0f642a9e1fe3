#include "exporter/metallb/community.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "exporter/metallb/object_reader.h"

namespace exporter::metallb {
namespace {

std::vector<std::string_view> SplitAtColons(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

// Only decimal digits, as in Go's strconv.ParseUint.
template <typename Number>
bool IsNumber(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return !text.empty() && error == std::errc() && stop == end;
}

}  // namespace

CommunityForm FormOf(std::string_view text) {
  const auto parts = SplitAtColons(text);
  bool valid = false;
  if (parts.size() == 2) {
    valid = std::all_of(parts.begin(), parts.end(), IsNumber<std::uint16_t>);
  } else if (parts.size() == 4) {
    valid =
        parts[0] == "large" && std::all_of(parts.begin() + 1, parts.end(), IsNumber<std::uint32_t>);
  } else {
    return CommunityForm::kName;
  }
  return valid ? CommunityForm::kLiteral : CommunityForm::kBadLiteral;
}

Result<Community> DecodeCommunity(const objects::Value& object) {
  ObjectReader reader(object, "Community");
  Community community{.name = reader.name(), .name_space = reader.name_space()};
  for (const objects::Value* const each : reader.spec().Objects("communities")) {
    objects::FieldReader alias(*each);
    community.aliases.push_back(
        {alias.String("name"), alias.String("value"), alias.LineOf("value")});
    if (alias.error()) {
      reader.AddError(alias.error()->line, "spec.communities: " + alias.error()->message);
    }
  }
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return community;
}

}  // namespace exporter::metallb
