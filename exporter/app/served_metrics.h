// /metrics as it is served: what was published, and behind it what the process uses.
//
// The process is looked at again when it is asked for, but not more often than every 100 ms: a
// thousand scrapes a second would cost more for that than for all the rest. Those who ask wait for
// one another while it is, and nobody else does. Thread-safe.

#ifndef EXPORTER_APP_SERVED_METRICS_H_
#define EXPORTER_APP_SERVED_METRICS_H_

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "exporter/app/publisher.h"
#include "exporter/web/server.h"

namespace exporter::app {

class ServedMetrics {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds kLookAgainAfter{100};

  web::Response Answer(const std::shared_ptr<const Publication>& publication,
                       const web::Request& request, Clock::time_point now);

 private:
  struct Body {
    std::shared_ptr<const std::string> process;  // the last piece of the plain text
    std::shared_ptr<const std::string> gzip;     // all of it
  };

  Body BodyOf(const std::shared_ptr<const Publication>& publication, Clock::time_point now);

  std::mutex mutex_;
  std::weak_ptr<const Publication> rendered_;  // guarded by mutex_
  Clock::time_point looked_at_;                // too
  Body body_;                                  // too; of both
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_METRICS_H_
