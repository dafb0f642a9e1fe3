// The events, the errors and the end of a watch.

#include <cstddef>
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

}  // namespace

WatchState::Action ClusterWatch::Receive(Watch& watch) {
  const std::uint64_t received = streams_.ReceivedBytes(watch.stream);
  if (received > watch.received) {
    watch.received = received;
    const bool accepted = streams_.IsOpen(watch.stream);
    watch.state.Received(Clock::now(), accepted);
    alive_ = alive_ || accepted;
  }
  const auto lines = streams_.TakeLines(watch.stream);
  if (!lines) return End(watch, WatchEnd::kInvalid, lines.error());
  if (const Action action = ReadLines(watch, *lines); action != Action::kNone) return action;
  const auto end = streams_.TakeEnd(watch.stream);
  return end ? HandleEnd(watch, *end) : Action::kNone;
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
    const Error error(ErrorKind::kProtocol, "the server ended the watch with the code " +
                                                std::to_string(event->code) + ": " +
                                                std::string(text::Excerpt(event->message)));
    const bool expired = event->code == kubernetes::kGone;
    return End(watch, expired ? WatchEnd::kExpired : WatchEnd::kRefused, error);
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
    const Action action = watch.state.Ended(is_gone ? WatchEnd::kInvalid : WatchEnd::kRefused,
                                            Clock::now(), end->retry_after);
    return is_gone || IsTemporary(end->status) ? action : Action::kGiveUp;
  }
  if (!watch.state.HadEvent() && !end->body.empty() && !end->body.starts_with(kEventStart)) {
    return End(watch, WatchEnd::kInvalid,
               Error(ErrorKind::kProtocol, "the response is not a watch"));
  }
  return End(watch, WatchEnd::kEnded, Error(ErrorKind::kProtocol, "the server ends every watch"));
}

WatchState::Action ClusterWatch::End(Watch& watch, WatchEnd end, const Error& problem) {
  problem_ = Error(problem.kind, watch.start.path + ": " + problem.message);
  return watch.state.Ended(end, Clock::now());
}

std::size_t ClusterWatch::Differences(const WatchedObjects& listed) {
  std::size_t total = 0;
  for (const auto& watch : watches_) {
    if (watch->start.resource_version.empty()) continue;  // not watched
    total += store_.Differences(watch->resource, listed);
  }
  return total;
}

void ClusterWatch::CompareWithList(const WatchHandler& handler) {
  if (!comparison_) return;
  const std::size_t total = Differences(comparison_->listed);
  if (total > 0 && Clock::now() < comparison_->until) return;
  for (const auto& watch : watches_) {
    const std::size_t different = store_.Differences(watch->resource, comparison_->listed);
    changed_ = changed_ || different > 0;
    if (different == 0 || watch->start.resource_version.empty()) continue;
    watch->state.CountMissed(different);
    handler.missed(watch->resource, different);
  }
  store_.Repair(comparison_->listed);
  StartMissingWatches();
  alive_ = true;
  comparison_.reset();
}

void ClusterWatch::StartMissingWatches() {
  for (const auto& watch : watches_) {
    const WatchStart& start = comparison_->starts.at(watch->stream);
    if (!watch->start.resource_version.empty() || start.resource_version.empty()) continue;
    watch->start = start;
    watch->state.Start(Clock::now());
    changed_ = true;
  }
}

}  // namespace exporter::collector
