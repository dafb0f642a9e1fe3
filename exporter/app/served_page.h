// The page at `/` as it is served: rendered when it is asked for, and at most once a second however
// many ask. Those who ask wait for one another, and nobody else does. Thread-safe.

#ifndef EXPORTER_APP_SERVED_PAGE_H_
#define EXPORTER_APP_SERVED_PAGE_H_

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "exporter/app/publisher.h"
#include "exporter/app/served_text.h"
#include "exporter/web/server.h"

namespace exporter::app {

class ServedPage {
 public:
  // The page links to `telemetry_path`.
  explicit ServedPage(std::string telemetry_path) : telemetry_path_(std::move(telemetry_path)) {}

  web::Response Answer(const std::shared_ptr<const Publication>& publication,
                       const web::Request& request, std::chrono::system_clock::time_point now);

 private:
  std::shared_ptr<const ServedText> Text(const std::shared_ptr<const Publication>& publication,
                                         std::chrono::system_clock::time_point now);

  const std::string telemetry_path_;
  std::mutex mutex_;
  std::chrono::sys_seconds second_;         // guarded by mutex_: of text_
  std::shared_ptr<const ServedText> text_;  // too
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_PAGE_H_
