// Reads names, addresses and ranges from the JSON of another exporter. Pure.
//
// Errors: kProtocol, with the key and the invalid text.

#ifndef EXPORTER_REMOTE_JSON_FIELDS_H_
#define EXPORTER_REMOTE_JSON_FIELDS_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::remote {

// Reads names, which may be any text and have any length: the other exporter serves them as well.
Result<void> ReadNames(objects::FieldReader& reader,
                       std::initializer_list<std::pair<std::string_view, std::string*>> names);

// The namespace of an object of Kubernetes, without a slash. It may be empty. With slashes, two
// objects could have equal labels.
Result<std::string> ReadNamespace(objects::FieldReader& reader, std::string_view key);

// The name of an object of Kubernetes: not empty, and without a slash.
Result<std::string> ReadObjectName(objects::FieldReader& reader, std::string_view key);

Result<addresses::IpAddress> ParseAddress(std::string_view text);

// A list of addresses. The result is sorted, and each address occurs once.
Result<std::vector<addresses::IpAddress>> ReadAddresses(objects::FieldReader& reader,
                                                        std::string_view key);

// A list of ranges and addresses as AddressRange::ToString writes them, in the order of the list.
Result<std::vector<addresses::AddressRange>> ReadRanges(objects::FieldReader& reader,
                                                        std::string_view key);

// Reads each element of the list `key`, of any type.
template <typename T>
Result<std::vector<T>> ReadEach(objects::FieldReader& reader, std::string_view key,
                                Result<T> (*read)(const objects::Value&)) {
  std::vector<T> list;
  for (const objects::Value* const element : reader.Elements(key)) {
    auto read_element = read(*element);
    if (!read_element) return tl::unexpected(read_element.error());
    list.push_back(*std::move(read_element));
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  return list;
}

// As ReadEach. Sets `list`, which stays nullopt if the key is absent.
template <typename T>
Result<void> ReadOptional(objects::FieldReader& reader, std::string_view key,
                          Result<T> (*read)(const objects::Value&),
                          std::optional<std::vector<T>>& list) {
  if (!reader.Has(key)) return {};
  auto elements = ReadEach(reader, key, read);
  if (!elements) return tl::unexpected(elements.error());
  list = *std::move(elements);
  return {};
}

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_JSON_FIELDS_H_
