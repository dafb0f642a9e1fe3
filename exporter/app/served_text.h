// A response body that is rendered on request, at most once for each publication. A body that shows
// ages is rendered again in each later second. Requests wait while another request renders it. All
// responses share one copy of the body. Thread-safe.

#ifndef EXPORTER_APP_SERVED_TEXT_H_
#define EXPORTER_APP_SERVED_TEXT_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "exporter/app/publisher.h"
#include "exporter/web/server.h"

namespace exporter::app {

class ServedText {
 public:
  // When the body is another one, and has another ETag.
  enum class Changes {
    kWithPublications,
    kWithSeconds,  // with each publication; if the client has no current body, with each second
    kWithContent,  // with Publication::content: the counters and times of polls may be old
  };

  using Render = std::function<std::string(const Publication&, std::chrono::sys_seconds now)>;

  ServedText(Render render, Changes changes);

  // Sets the response's body, compressed if the client accepts gzip, and an ETag. If the request
  // has that ETag, the response is 304 without a body.
  void SetBody(const std::shared_ptr<const Publication>& publication, const web::Request& request,
               std::chrono::system_clock::time_point now, web::Response& response);

 private:
  const Render render_;
  const Changes changes_;
  std::mutex mutex_;                                 // guards the members below
  std::weak_ptr<const Publication> rendered_;        // the source of the body
  std::uint64_t version_ = 0;                        // the number of publications rendered
  std::chrono::sys_seconds second_;                  // when the body was rendered
  std::shared_ptr<const std::string> plain_, gzip_;  // the body
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_TEXT_H_
