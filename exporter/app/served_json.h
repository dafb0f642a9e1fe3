// The fleet's JSON as it is served: rendered when it is asked for, and once for each publication
// however many ask. Those who ask wait for one another, and nobody else does. Thread-safe.

#ifndef EXPORTER_APP_SERVED_JSON_H_
#define EXPORTER_APP_SERVED_JSON_H_

#include <memory>
#include <mutex>

#include "exporter/app/publisher.h"
#include "exporter/app/served_text.h"
#include "exporter/web/server.h"

namespace exporter::app {

class ServedJson {
 public:
  web::Response Answer(const std::shared_ptr<const Publication>& publication,
                       const web::Request& request);

 private:
  std::shared_ptr<const ServedText> Text(const std::shared_ptr<const Publication>& publication);

  std::mutex mutex_;
  std::weak_ptr<const Publication> rendered_;  // guarded by mutex_
  std::shared_ptr<const ServedText> text_;     // of rendered_; too
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_JSON_H_
