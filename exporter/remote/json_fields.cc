#include "exporter/remote/json_fields.h"

#include <algorithm>
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

Result<void> ReadNames(objects::FieldReader& reader,
                       std::initializer_list<std::pair<std::string_view, std::string*>> names) {
  for (const auto& [key, name] : names) {
    *name = reader.String(key);
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  return {};
}

Result<std::string> ReadNamespace(objects::FieldReader& reader, std::string_view key) {
  std::string name = reader.String(key);
  if (reader.error()) return tl::unexpected(*reader.error());
  if (name.find('/') == std::string::npos) return name;
  return Invalid(key, name, "a name of Kubernetes");
}

Result<std::string> ReadObjectName(objects::FieldReader& reader, std::string_view key) {
  auto name = ReadNamespace(reader, key);
  if (!name || !name->empty()) return name;
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
