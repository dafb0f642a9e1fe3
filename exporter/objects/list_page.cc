#include "exporter/objects/list_page.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "exporter/objects/fast_json.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/pruned_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::objects {
namespace {

Result<void> Parse(std::string_view json, PrunedReader& reader) {
  const bool read = TellFast(json, reader) || nlohmann::json::sax_parse(json, &reader);
  if (reader.error()) return tl::unexpected(*reader.error());
  if (!read) return Fail(ErrorKind::kProtocol, "not JSON");
  if (!std::holds_alternative<Value::Object>(reader.root().data)) {
    return Fail(ErrorKind::kProtocol,
                std::string(reader.root().TypeName()) + " where an object should be");
  }
  return {};
}

}  // namespace

Result<std::string> ReadListPage(std::string_view json, std::string_view kind,
                                 std::span<const WantedField> wanted, const ItemHandler& handler) {
  constexpr WantedField kMetadata[] = {{"continue"}};
  const WantedField page[] = {{"kind"}, {"metadata", kMetadata}, {"items", wanted}};

  PrunedReader reader(page, &handler);
  if (const auto parsed = Parse(json, reader); !parsed) return tl::unexpected(parsed.error());

  const Value& root = reader.root();
  FieldReader reader_of_root(root);
  const std::string found = reader_of_root.String("kind");
  if (reader_of_root.error()) return tl::unexpected(*reader_of_root.error());
  if (found.empty()) {
    return Fail(ErrorKind::kProtocol,
                "an object without kind, where kind " + std::string(kind) + " should be");
  }
  if (found != kind) {
    constexpr std::size_t kMostShown = 100;
    return Fail(ErrorKind::kProtocol, "an object of kind \"" +
                                          std::string(text::Shortened(found, kMostShown)) +
                                          "\" where kind " + std::string(kind) + " should be");
  }
  const Value* const items = root.Find("items");
  if (items == nullptr) return Fail(ErrorKind::kProtocol, "a list without items");
  if (!items->IsNull() && !std::holds_alternative<Value::List>(items->data)) {
    return Fail(ErrorKind::kProtocol,
                "items is " + std::string(items->TypeName()) + ", not a list");
  }
  // Taken for absent, a token of another type would make a part of the list the whole of it.
  std::string token = reader_of_root.Object("metadata").String("continue");
  if (reader_of_root.error()) return tl::unexpected(*reader_of_root.error());
  constexpr std::size_t kMostTokenBytes = 65'536;
  if (token.size() > kMostTokenBytes) {
    return Fail(ErrorKind::kProtocol,
                "a continue token of " + std::to_string(token.size()) + " bytes");
  }
  return token;
}

Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted) {
  PrunedReader reader(wanted, nullptr);
  if (const auto parsed = Parse(json, reader); !parsed) return tl::unexpected(parsed.error());
  return reader.root();
}

}  // namespace exporter::objects
