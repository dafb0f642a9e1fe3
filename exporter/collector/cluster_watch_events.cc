// The events, the errors and the end of a watch.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/collector/cluster_watch.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/text/visible_text.h"

namespace exporter::collector {
namespace {

using fleet::WatchEnd;

// The API server sends the fields of an event in this order.
constexpr std::string_view kEventStart = R"({"type":)";

// True if the same watch may be accepted later.
bool IsTemporary(int status) {
  return status == kubernetes::kUnauthorized || status == kubernetes::kTooManyRequests ||
         status >= kubernetes::kFirstServerError;
}

// Limited as the header Retry-After is.
std::optional<std::chrono::seconds> RetryAfter(const objects::WatchEvent& error) {
  constexpr std::chrono::seconds kMax = kubernetes::kMaxRetryAfter;
  if (error.retry_after_seconds == 0) return std::nullopt;
  return std::chrono::seconds(std::min(error.retry_after_seconds, std::int64_t{kMax.count()}));
}

}  // namespace

WatchState::Action ClusterWatch::Receive(Watch& watch) {
  if (IsOptional(watch) && watch.state.IsOpen()) peers_.listed = Clock::now();
  const std::uint64_t received = streams_.ReceivedBytes(watch.stream);
  if (received > watch.received) {
    watch.received = received;
    const bool accepted = streams_.IsOpen(watch.stream);
    if (accepted && !watch.state.IsOpen() && streams_.IsCompressed(watch.stream)) {
      return End(
          watch, WatchEnd::kInvalid,
          Error(ErrorKind::kProtocol, "the response is compressed, which was not requested"));
    }
    watch.state.Received(Clock::now(), accepted);
    if (accepted) {
      alive_ = true;
      last_received_ = Clock::now();
    }
  }
  const auto lines = streams_.TakeLines(watch.stream);
  if (!lines) return End(watch, WatchEnd::kInvalid, lines.error());
  if (const Action action = ReadLines(watch, *lines); action != Action::kNone) return action;
  const auto end = streams_.TakeEnd(watch.stream);
  if (end) {
    watch.proof.Ended();
    return HandleEnd(watch, *end);
  }
  // A proxy may send blocks, and the next one much later.
  const bool has_part = streams_.HasPartOfLine(watch.stream);
  if (watch.state.HadEvent() && !has_part) watch.proof.Received(Clock::now());
  return Action::kNone;
}

void ClusterWatch::Serve(const WatchHandler& handler) {
  if (!running_) return;
  streams_.Wait({.at = Clock::now()});
  for (const auto& watch : watches_) {
    if (watch->postponed == Action::kNone) watch->postponed = Receive(*watch);
  }
  Report(handler);
}

bool ClusterWatch::HasReceivedSince(Clock::time_point time) {
  if (last_received_ > time) return true;
  read_ahead_ = true;
  streams_.Wait({.at = Clock::now()});  // what arrived during a list
  return std::any_of(watches_.begin(), watches_.end(), [this](const auto& watch) {
    return streams_.IsOpen(watch->stream) &&
           streams_.ReceivedBytes(watch->stream) > watch->received;
  });
}

WatchState::Action ClusterWatch::ReadLines(Watch& watch, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (const Action action = HandleEvent(watch, line); action != Action::kNone) return action;
  }
  return Action::kNone;
}

WatchState::Action ClusterWatch::HandleEvent(Watch& watch, std::string_view line) {
  const auto event = watch.reader.Read(line);
  if (!event) return End(watch, WatchEnd::kInvalid, event.error());
  if (event->type == objects::EventType::kError) {
    const Error error(ErrorKind::kProtocol,
                      "the server ended the watch with the code " + std::to_string(event->code) +
                          ": " + std::string(text::Excerpt(event->message)),
                      RetryAfter(*event));
    if (event->code == kubernetes::kGone) return End(watch, WatchEnd::kExpired, error);
    SetProblem(watch, error);
    return Refuse(watch, event->code);
  }
  const auto changed = store_.Apply(watch.resource, *event);
  if (!changed) return End(watch, WatchEnd::kInvalid, changed.error());
  watch.start.resource_version = event->resource_version;
  watch.state.CountEvent(Clock::now(), event->type != objects::EventType::kBookmark);
  changed_ = changed_ || *changed;
  return Action::kNone;
}

// A part of a line at the end of the response is an event that will be sent again.
WatchState::Action ClusterWatch::HandleEnd(Watch& watch, const Result<kubernetes::Response>& end) {
  if (!end) return End(watch, WatchEnd::kLost, end.error());
  if (end->status == kubernetes::kGone) {
    problem_ = kubernetes::ErrorOf(*end, watch.start.path);
    return watch.state.Ended(WatchEnd::kExpired, Clock::now());
  }
  if (end->status != kubernetes::kOk) {
    problem_ = kubernetes::ErrorOf(*end, watch.start.path);
    // The resource was deleted, so the next list does not find it either.
    const bool is_gone = end->status == kubernetes::kNotFound;
    if (is_gone) return watch.state.Ended(WatchEnd::kInvalid, Clock::now());
    const Action action = Refuse(watch, end->status);
    return IsTemporary(end->status) ? action : Action::kGiveUp;
  }
  if (!watch.state.HadEvent() && !end->body.empty() && !end->body.starts_with(kEventStart)) {
    return End(watch, WatchEnd::kInvalid,
               Error(ErrorKind::kProtocol, "the response is not a watch"));
  }
  return End(watch, WatchEnd::kEnded, Error(ErrorKind::kProtocol, "the server ends every watch"));
}

WatchState::Action ClusterWatch::End(Watch& watch, WatchEnd end, const Error& problem) {
  SetProblem(watch, problem);
  return watch.state.Ended(end, Clock::now());
}

void ClusterWatch::SetProblem(const Watch& watch, const Error& problem) {
  problem_ = Error(problem.kind,
                   watch.start.path + ": " + streams_.Redacted(watch.stream, problem.message),
                   problem.retry_after);
}

WatchState::Action ClusterWatch::Refuse(Watch& watch, std::int64_t status) {
  const auto retry_after = problem_.retry_after;
  if (status == kubernetes::kTooManyRequests) {
    return watch.state.Throttled(Clock::now(), retry_after);
  }
  const Action action = watch.state.Ended(WatchEnd::kRefused, Clock::now(), retry_after);
  // Until then, lists read the changes.
  const bool is_long = retry_after && *retry_after > limits_.times.max_backoff;
  return is_long ? Action::kGiveUp : action;
}

}  // namespace exporter::collector
