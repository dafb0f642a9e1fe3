#include "exporter/remote/json_fields.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <variant>

#include "exporter/text/visible_text.h"

namespace exporter::remote {
namespace {

using addresses::AddressRange;
using addresses::IpAddress;

std::optional<AddressRange> ParseAddressOrRange(std::string_view text) {
  if (const auto address = IpAddress::Parse(text)) return AddressRange{*address, *address};
  const auto range = addresses::ParseRange(text);
  return range ? std::optional(*range) : std::nullopt;
}

tl::unexpected<Error> Invalid(std::string_view key, std::string_view text, std::string_view what) {
  return Fail(ErrorKind::kProtocol, std::string(key) + ": \"" + std::string(text::Excerpt(text)) +
                                        "\" is not " + std::string(what));
}

}  // namespace

Result<std::string> ReadName(objects::FieldReader& reader, std::string_view key) {
  constexpr std::size_t kMaxBytes = 1'000;
  std::string name = reader.String(key);
  if (reader.error()) return tl::unexpected(*reader.error());
  const bool has_control = text::HasControlCharacter(name);
  if (!has_control && name.size() <= kMaxBytes) return name;
  const std::string found = std::string(key) + ": \"" + std::string(text::Excerpt(name)) + '"';
  return Fail(ErrorKind::kProtocol,
              has_control ? found + " contains a control character"
                          : found + " is too long: it has " + std::to_string(name.size()) +
                                " bytes, at most " + std::to_string(kMaxBytes) + " are allowed");
}

Result<void> ReadNames(objects::FieldReader& reader,
                       std::initializer_list<std::pair<std::string_view, std::string*>> names) {
  for (const auto& [key, name] : names) {
    auto read = ReadName(reader, key);
    if (!read) return tl::unexpected(read.error());
    *name = *std::move(read);
  }
  return {};
}

Result<std::string> ReadObjectName(objects::FieldReader& reader, std::string_view key) {
  auto name = ReadName(reader, key);
  if (!name || (!name->empty() && name->find('/') == std::string::npos)) return name;
  return Invalid(key, *name, "a name of Kubernetes");
}

Result<IpAddress> ParseAddress(std::string_view text) {
  const auto address = IpAddress::Parse(text);
  if (!address) return Invalid("address", text, "an IP address");
  return *address;
}

Result<std::vector<IpAddress>> ReadAddresses(objects::FieldReader& reader, std::string_view key) {
  std::vector<IpAddress> addresses;
  for (const objects::Value& element : reader.Strings(key)) {
    const auto address = ParseAddress(std::get<std::string>(element.data));
    if (!address) return tl::unexpected(address.error());
    addresses.push_back(*address);
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

Result<std::vector<AddressRange>> ReadRanges(objects::FieldReader& reader, std::string_view key) {
  std::vector<AddressRange> ranges;
  for (const objects::Value& element : reader.Strings(key)) {
    const auto& text = std::get<std::string>(element.data);
    const auto range = ParseAddressOrRange(text);
    if (!range) return Invalid(key, text, "an address or a range of addresses");
    ranges.push_back(*range);
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  return ranges;
}

}  // namespace exporter::remote
