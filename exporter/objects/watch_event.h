// Reads one event of a Kubernetes watch.
//
// An event is one line of JSON: {"type": "ADDED", "object": {...}}. Only the wanted fields of the
// object are read. Does not open streams (kubernetes/) or change stored objects (collector/). Pure.
// Source: Kubernetes API concepts, "Efficient detection of changes"; k8s.io/apimachinery
// WatchEvent.

#ifndef EXPORTER_OBJECTS_WATCH_EVENT_H_
#define EXPORTER_OBJECTS_WATCH_EVENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::objects {

enum class EventType {
  kAdded,
  kModified,
  kDeleted,   // the object before the change; it may still exist and not match the selector
  kBookmark,  // no change; only the resource version is new
  kError,     // the watch ends; the object is a Status
};

struct WatchEvent {
  EventType type = EventType::kError;
  Value object;                  // with the wanted fields
  std::string name_space;        // empty for an object without a namespace
  std::string name;              // empty for a bookmark and for an error
  std::string resource_version;  // empty for an error
  std::int64_t code = 0;         // of an error: an HTTP status
  std::string message;           // of an error
  // The details.retryAfterSeconds of an error; 0: the server does not say when to try again.
  std::int64_t retry_after_seconds = 0;
};

class WatchEventReader {
 public:
  // `wanted` are the fields of the object. They must outlive the reader.
  explicit WatchEventReader(std::span<const WantedField> wanted);
  WatchEventReader(const WatchEventReader&) = delete;
  WatchEventReader& operator=(const WatchEventReader&) = delete;

  // Errors, all kProtocol: those of ReadObject; an unknown type; an object without a resource
  // version, or without a name.
  Result<WatchEvent> Read(std::string_view line) const;

 private:
  std::vector<WantedField> metadata_;
  std::vector<WantedField> object_;
  std::vector<WantedField> event_;
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_WATCH_EVENT_H_
