#include "exporter/objects/list_page.h"

#include <cstddef>
#include <utility>

#include "exporter/objects/field_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::objects {
namespace {

tl::unexpected<Error> WrongKind(const std::string& found, std::string_view kind) {
  constexpr std::size_t kMaxShown = 100;
  const std::string must = "kind must be " + std::string(kind);
  if (found.empty()) return Fail(ErrorKind::kProtocol, must + ", but is missing");
  return Fail(ErrorKind::kProtocol,
              must + ", found \"" + std::string(text::Shortened(found, kMaxShown)) + '"');
}

}  // namespace

Result<ListPageMetadata> ReadListPage(std::string_view json, std::string_view kind,
                                      std::span<const WantedField> wanted,
                                      const ItemHandler& handler) {
  constexpr WantedField kMetadata[] = {{"continue"}, {"resourceVersion"}};
  const WantedField page[] = {{"kind"}, {"metadata", kMetadata}, {"items", wanted}};
  const auto root = ReadObject(json, page, StreamedList{"items", handler});
  if (!root) return tl::unexpected(root.error());

  FieldReader reader(*root);
  const std::string found = reader.String("kind");
  if (reader.error()) return tl::unexpected(*reader.error());
  if (found != kind) return WrongKind(found, kind);
  if (root->Find("items") == nullptr) return Fail(ErrorKind::kProtocol, "items is missing");
  reader.Elements("items");
  // A token of another type is an error. If it were ignored, a partial list would look complete.
  FieldReader metadata = reader.Object("metadata");
  ListPageMetadata read{.continue_token = metadata.String("continue"),
                        .resource_version = metadata.String("resourceVersion")};
  if (reader.error()) return tl::unexpected(*reader.error());
  constexpr std::size_t kMaxBytes = 65'536;
  for (const auto& [name, text] :
       {std::pair<const char*, const std::string&>("continue token", read.continue_token),
        std::pair<const char*, const std::string&>("resource version", read.resource_version)}) {
    if (text.size() <= kMaxBytes) continue;
    return Fail(ErrorKind::kProtocol,
                std::string("a ") + name + " of " + std::to_string(text.size()) + " bytes");
  }
  return read;
}

}  // namespace exporter::objects
