// Whether the watch of one resource has shown that it works.
//
// A proxy may delay a response until it ends. So a watch is proven only if an event or a bookmark
// arrives, and the response does not end within the next moment. The end of a proven watch changes
// nothing.
//
// Times are arguments. Pure. Used by one thread.

#ifndef EXPORTER_COLLECTOR_WATCH_PROOF_H_
#define EXPORTER_COLLECTOR_WATCH_PROOF_H_

#include <chrono>
#include <optional>

namespace exporter::collector {

class WatchProof {
 public:
  using Clock = std::chrono::steady_clock;

  // `moment`: how long the response must continue.
  explicit WatchProof(std::chrono::milliseconds moment) : moment_(moment) {}

  // The running watch has received events or bookmarks, and nothing after them.
  void Received(Clock::time_point now) {
    if (!proven_ && !received_) received_ = now;
  }
  // The watch ended, or was closed.
  void Ended() { received_.reset(); }
  // Watches did not work.
  void Reset() {
    Ended();
    proven_ = false;
  }

  // True once, as soon as the watch is proven.
  bool Check(Clock::time_point now) {
    if (!received_ || now < *Next()) return false;
    received_.reset();
    proven_ = true;
    return true;
  }
  // When to call Check; nullopt: not before something is received.
  std::optional<Clock::time_point> Next() const {
    return received_ ? std::optional(*received_ + moment_) : std::nullopt;
  }

  bool IsProven() const { return proven_; }

 private:
  const std::chrono::milliseconds moment_;
  std::optional<Clock::time_point> received_;  // first, since the watch was opened
  bool proven_ = false;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_WATCH_PROOF_H_
