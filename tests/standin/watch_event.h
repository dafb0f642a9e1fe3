// A request for a watch, and the lines of the response. Pure.

#ifndef TESTS_STANDIN_WATCH_EVENT_H_
#define TESTS_STANDIN_WATCH_EVENT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/standin/api_resource.h"
#include "tests/standin/change_log.h"
#include "tests/standin/exchange.h"
#include "tests/standin/field_selector.h"

namespace exporter::standin {

struct WatchRequest {
  ApiResource resource;
  std::vector<FieldSelector> selectors = {};
  // Changes after this version are sent. nullopt: all objects are sent first, each as ADDED.
  std::optional<std::uint64_t> version = {};
  bool bookmarks = false;
  bool table = false;  // objects are Tables of one row, for kubectl
  std::chrono::seconds timeout{1'800};
};

// The reply to a request for a watch: a WatchRequest, or an error.
Reply WatchReply(const ApiResource& resource, std::vector<FieldSelector> selectors,
                 const Request& request);

// The event of a change, with a line end. Empty if the object is not selected. As on the real
// server, an object that is not selected any more is DELETED, and the event shows the previous
// object with the new resource version. An object that is selected from now on is ADDED.
std::string EventLine(const WatchRequest& request, const Change& change);

std::string BookmarkLine(const ApiResource& resource, std::uint64_t version);

// `status` is the JSON text of a Status object.
std::string ErrorLine(std::string_view status);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_WATCH_EVENT_H_
