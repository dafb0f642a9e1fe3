#include "tests/standin/watch_hub.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace exporter::standin {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes kWaitLimit{2};
constexpr std::chrono::minutes kBetweenBookmarks{1};  // as on a real server
constexpr std::size_t kEventsInOneStep = 100;

// A Status for the response, or for an ERROR event.
Reply TooOld(std::uint64_t version, std::uint64_t current) {
  return StatusReply(410, "Expired",
                     "too old resource version: " + std::to_string(version) + " (" +
                         std::to_string(current) + ")");
}

}  // namespace

struct WatchHub::Watch {
  explicit Watch(WatchRequest given)
      : request(std::move(given)),
        resource(request.resource.name),
        deadline(Clock::now() + request.timeout),
        next_bookmark(Clock::now() + kBetweenBookmarks),
        next_check(Clock::now()) {}

  const WatchRequest request;
  const std::string resource;
  const Clock::time_point deadline;

  // Guarded by the hub's mutex.
  std::uint64_t version = 0;  // changes up to it were sent
  std::uint64_t current = 0;  // of the cluster, when it had no further changes
  std::string first = {};     // sent before the changes
  std::string raw = {};       // sent after the changes
  bool ended = false;         // ends after the pending text
  bool failed = false;        // ends after `first`, which is an error
  bool cut = false;
  Clock::time_point next_bookmark;
  Clock::time_point next_check;
};

WatchHub::WatchHub(ClusterState& state) : state_(state) {
  state_.OnChange([this] {
    const std::scoped_lock lock(mutex_);
    changed_.notify_all();
  });
}

WatchHub::~WatchHub() { state_.OnChange({}); }

std::variant<std::shared_ptr<WatchHub::Watch>, Reply> WatchHub::Open(const WatchRequest& request) {
  auto watch = std::make_unique<Watch>(request);
  const std::scoped_lock lock(mutex_);
  if (!request.version) {
    const Listing listing = state_.List(watch->resource);
    for (const auto& object : listing.objects) {
      watch->first += EventLine(request, {listing.resource_version, nullptr, object});
    }
    watch->version = listing.resource_version;
  } else {
    watch->version = *request.version;
    if (const auto current = state_.ExpiredBy(watch->resource, watch->version)) {
      Reply too_old = TooOld(watch->version, *current);
      if (expiry_as_status_) return too_old;
      watch->first = ErrorLine(too_old.body);
      watch->failed = true;
    }
  }
  watches_.insert(watch.get());
  changed_.notify_all();
  return std::shared_ptr<Watch>(watch.release(), [this](Watch* closed) { Close(closed); });
}

void WatchHub::Close(Watch* watch) {
  {
    const std::scoped_lock lock(mutex_);
    watches_.erase(watch);
    changed_.notify_all();
  }
  delete watch;
}

// The events of all changes since the last call, up to a number, after `watch.first`.
std::string WatchHub::Events(Watch& watch) const {
  std::string text = std::exchange(watch.first, {});
  while (!watch.failed && text.empty()) {
    const Changes changes = state_.ChangesAfter(watch.resource, watch.version, kEventsInOneStep);
    if (changes.incomplete) {
      watch.failed = true;
      return ErrorLine(TooOld(watch.version, changes.version).body);
    }
    watch.current = changes.version;
    if (changes.changes.empty()) break;
    for (const Change& change : changes.changes) text += EventLine(watch.request, change);
    watch.version = changes.changes.back().version;
  }
  return text;
}

// The text to send now: events first.
std::string WatchHub::Pending(Watch& watch, Clock::time_point now) const {
  std::string text = Events(watch);
  if (!text.empty() || watch.failed) return text;
  text = std::exchange(watch.raw, {});
  if (now < watch.next_bookmark) return text;
  watch.next_bookmark = now + kBetweenBookmarks;
  // A version from the future gets no bookmarks, as on a real server.
  if (watch.request.bookmarks && watch.current >= watch.version) {
    text += BookmarkLine(watch.request.resource, watch.current);
  }
  return text;
}

// Not more than about 1,000 checks a second for all watches together.
Clock::duration WatchHub::CheckInterval() const {
  return std::chrono::milliseconds(100 + watches_.size());
}

WatchStep WatchHub::Next(Watch& watch) {
  using Kind = WatchStep::Kind;
  std::unique_lock lock(mutex_);
  while (true) {
    const Clock::time_point now = Clock::now();
    if (stopping_ || watch.cut) return {Kind::kCut, R"({"type":"MODIFIED","object":{"kin)"};
    if (!held_) {
      std::string text = Pending(watch, now);
      if (!text.empty()) return {Kind::kSend, std::move(text)};
    }
    if (watch.ended || watch.failed || now >= watch.deadline) return {Kind::kEnd};
    if (now >= watch.next_check) {
      watch.next_check = now + CheckInterval();
      return {Kind::kCheck};
    }
    Clock::time_point until = std::min(watch.deadline, watch.next_check);
    if (!held_ && watch.next_bookmark > now) until = std::min(until, watch.next_bookmark);
    changed_.wait_until(lock, until);
  }
}

template <typename Action>
void WatchHub::ForEach(const std::string& resource, const Action& action) {
  const std::scoped_lock lock(mutex_);
  for (Watch* const watch : watches_) {
    if (resource.empty() || watch->resource == resource) action(*watch);
  }
  changed_.notify_all();
}

void WatchHub::Stop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void WatchHub::CompactHistory() { state_.ExpireHistory(); }

void WatchHub::SetExpiryAsStatus(bool as_status) {
  const std::scoped_lock lock(mutex_);
  expiry_as_status_ = as_status;
}

void WatchHub::EndWatches(const std::string& resource) {
  ForEach(resource, [](Watch& watch) { watch.ended = true; });
}

void WatchHub::CutWatches(const std::string& resource) {
  ForEach(resource, [](Watch& watch) { watch.cut = true; });
}

void WatchHub::SendBookmarks(const std::string& resource) {
  ForEach(resource, [](Watch& watch) { watch.next_bookmark = {}; });
}

void WatchHub::SendRaw(const std::string& resource, const std::string& text) {
  ForEach(resource, [&text](Watch& watch) { watch.raw += text; });
}

void WatchHub::Hold(bool hold) {
  const std::scoped_lock lock(mutex_);
  held_ = hold;
  changed_.notify_all();
}

void WatchHub::DropNextEvent(const std::string& resource) { state_.OmitNextChange(resource); }

std::size_t WatchHub::Count(const std::string& resource) const {
  return static_cast<std::size_t>(std::count_if(
      watches_.begin(), watches_.end(),
      [&resource](const Watch* watch) { return resource.empty() || watch->resource == resource; }));
}

std::size_t WatchHub::OpenWatches(const std::string& resource) const {
  const std::scoped_lock lock(mutex_);
  return Count(resource);
}

void WatchHub::WaitForOpenWatches(std::size_t count, const std::string& resource) const {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, kWaitLimit, [&] { return Count(resource) == count; })) return;
  throw std::runtime_error("stand-in server: timed out waiting for " + std::to_string(count) +
                           " open watches of \"" + resource +
                           "\"; open: " + std::to_string(Count(resource)));
}

}  // namespace exporter::standin
