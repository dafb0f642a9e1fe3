// The response of /metrics: the published series, followed by the usage of this process.
//
// A request reads the process usage again if the last reading is older than 100 ms. At a thousand
// scrapes a second, a reading for each scrape would cost more than everything else. Requests wait
// while another request reads it. Thread-safe.

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

  static constexpr std::chrono::milliseconds kProcessUsageAge{100};

  web::Response Respond(const std::shared_ptr<const Publication>& publication,
                        const web::Request& request, Clock::time_point now);

 private:
  struct Body {
    std::shared_ptr<const metrics::CompressedText> process;  // the last part of the text
    std::shared_ptr<const std::string> gzip;                 // the whole text
  };

  Body CurrentBody(const std::shared_ptr<const Publication>& publication, Clock::time_point now);

  std::mutex mutex_;
  std::weak_ptr<const Publication> rendered_;  // guarded by mutex_, as are the next two
  Clock::time_point process_read_at_;
  Body body_;
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_METRICS_H_
