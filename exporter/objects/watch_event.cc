#include "exporter/objects/watch_event.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "exporter/objects/field_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::objects {
namespace {

constexpr WantedField kDetails[] = {{"retryAfterSeconds"}};

// An invalid value does not make the error unreadable.
std::int64_t RetryAfterSeconds(const Value& status) {
  const Value* const details = status.Find("details");
  if (details == nullptr) return 0;
  FieldReader reader(*details);
  const std::int64_t seconds = reader.Integer("retryAfterSeconds");
  return reader.error() ? 0 : std::max<std::int64_t>(seconds, 0);
}

std::optional<EventType> TypeOf(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, EventType>, 5> kTypes = {{
      {"ADDED", EventType::kAdded},
      {"MODIFIED", EventType::kModified},
      {"DELETED", EventType::kDeleted},
      {"BOOKMARK", EventType::kBookmark},
      {"ERROR", EventType::kError},
  }};
  for (const auto& [name, type] : kTypes) {
    if (name == text) return type;
  }
  return std::nullopt;
}

tl::unexpected<Error> WrongType(std::string_view found) {
  constexpr std::size_t kMaxShown = 100;
  constexpr std::string_view kMust = "type must be ADDED, MODIFIED, DELETED, BOOKMARK or ERROR";
  if (found.empty()) {
    return Fail(ErrorKind::kProtocol, std::string(kMust) + ", but is missing");
  }
  return Fail(ErrorKind::kProtocol, std::string(kMust) + ", found \"" +
                                        std::string(text::Shortened(found, kMaxShown)) + '"');
}

}  // namespace

WatchEventReader::WatchEventReader(std::span<const WantedField> wanted)
    : metadata_{{"name"}, {"namespace"}, {"resourceVersion"}} {
  for (const WantedField& field : wanted) {
    if (field.name != "metadata") {
      object_.push_back(field);
      continue;
    }
    for (const WantedField& inner : field.fields) {
      if (inner.name != "name" && inner.name != "namespace") metadata_.push_back(inner);
    }
  }
  object_.push_back({"metadata", metadata_});
  object_.push_back({"code"});
  object_.push_back({"message"});
  object_.push_back({"details", kDetails});
  event_ = {{"type"}, {"object", object_}};
}

Result<WatchEvent> WatchEventReader::Read(std::string_view line) const {
  auto root = ReadObject(line, event_);
  if (!root) return tl::unexpected(root.error());
  FieldReader reader(*root);
  const std::string type_text = reader.String("type");
  if (reader.error()) return tl::unexpected(*reader.error());
  const auto type = TypeOf(type_text);
  if (!type) return WrongType(type_text);

  WatchEvent event{.type = *type};
  FieldReader object = reader.Object("object");
  if (*type == EventType::kError) {
    event.code = object.Integer("code");
    event.message = object.String("message");
    if (const Value* const status = root->Find("object")) {
      event.retry_after_seconds = RetryAfterSeconds(*status);
    }
  } else {
    FieldReader metadata = object.Object("metadata");
    event.name_space = metadata.String("namespace");
    event.name = metadata.String("name");
    event.resource_version = metadata.String("resourceVersion");
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  if (*type == EventType::kError) return event;
  if (event.resource_version.empty()) {
    return Fail(ErrorKind::kProtocol, "object.metadata.resourceVersion is missing");
  }
  if (*type == EventType::kBookmark) return event;
  if (event.name.empty()) return Fail(ErrorKind::kProtocol, "object.metadata.name is missing");
  event.object = *root->Find("object");
  return event;
}

}  // namespace exporter::objects
