#include "tests/standin/watch_event.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace exporter::standin {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxSeconds = 86'400;

// The type is the first member, as on the real server.
std::string Line(std::string_view type, const std::string& object) {
  return R"({"type":")" + std::string(type) + R"(","object":)" + object + "}\n";
}

// The object as an event shows it: with a kind, which core objects in a list do not have.
StoredObject Shown(const ApiResource& resource, const StoredObject& object, std::uint64_t version) {
  json shown = json::parse(object.json);
  shown["kind"] = resource.kind;
  shown["apiVersion"] = resource.group_version;
  shown["metadata"]["resourceVersion"] = std::to_string(version);
  return {object.name_space, object.name, object.type, shown.dump()};
}

}  // namespace

Reply WatchReply(const ApiResource& resource, std::vector<FieldSelector> selectors,
                 const Request& request) {
  WatchRequest watch = {.resource = resource,
                        .selectors = std::move(selectors),
                        .bookmarks = request.IsSet("allowWatchBookmarks"),
                        .table = request.WantsTable()};
  const std::string version = request.Query("resourceVersion");
  if (!version.empty() && version != "0") {
    watch.version = ToNumber(version);
    if (!watch.version) {
      return StatusReply(400, "BadRequest", "invalid resource version \"" + version + '"');
    }
  }
  const std::uint64_t seconds = ToNumber(request.Query("timeoutSeconds")).value_or(0);
  if (seconds > 0 && seconds < kMaxSeconds) watch.timeout = std::chrono::seconds(seconds);
  Reply reply;
  reply.watch = std::make_shared<const WatchRequest>(std::move(watch));
  return reply;
}

std::string EventLine(const WatchRequest& request, const Change& change) {
  const bool was = change.before != nullptr && IsSelected(*change.before, request.selectors);
  const bool is = change.after != nullptr && IsSelected(*change.after, request.selectors);
  if (!was && !is) return {};
  const char* const type = !was ? "ADDED" : (is ? "MODIFIED" : "DELETED");
  StoredObject shown = Shown(request.resource, is ? *change.after : *change.before, change.version);
  if (!request.table) return Line(type, shown.json);
  const auto row = std::make_shared<const StoredObject>(std::move(shown));
  return Line(type,
              MakeTable(request.resource, {.resource_version = change.version, .objects = {row}}));
}

std::string BookmarkLine(const ApiResource& resource, std::uint64_t version) {
  const json object = {
      {"kind", resource.kind},
      {"apiVersion", resource.group_version},
      {"metadata", {{"resourceVersion", std::to_string(version)}, {"creationTimestamp", nullptr}}}};
  return Line("BOOKMARK", object.dump());
}

std::string ErrorLine(std::string_view status) { return Line("ERROR", std::string(status)); }

}  // namespace exporter::standin
