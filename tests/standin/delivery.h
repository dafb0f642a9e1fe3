// How the stand-in API server sends replies and watches with httplib.

#ifndef TESTS_STANDIN_DELIVERY_H_
#define TESTS_STANDIN_DELIVERY_H_

#include <httplib.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "tests/standin/exchange.h"
#include "tests/standin/watch_hub.h"

namespace exporter::standin {

// Waits until the server stops, or for the time at most. Returns true if the server stops.
using WaitForStop = std::function<bool(std::optional<std::chrono::milliseconds> time)>;

// Sends the body as the reply's Delivery says, compressed if the request accepts gzip.
void SendReply(const Request& request, Reply reply, const WaitForStop& wait_for_stop,
               httplib::Response& response);

// Sends the headers at once, and the events of the watch until it ends. `hub` must outlive it.
void SendWatch(WatchHub& hub, const std::shared_ptr<WatchHub::Watch>& watch,
               httplib::Response& response);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_DELIVERY_H_
