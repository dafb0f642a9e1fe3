// A text that is made once and given to all who ask, plain or compressed: none has a copy of its
// own, so that many who read slowly hold it once. Immutable; safe to read from any thread.

#ifndef EXPORTER_APP_SERVED_TEXT_H_
#define EXPORTER_APP_SERVED_TEXT_H_

#include <memory>
#include <string>

#include "exporter/web/server.h"

namespace exporter::app {

class ServedText {
 public:
  explicit ServedText(std::string text);

  // As the body of the answer, gzip where the request takes it.
  void GiveTo(const web::Request& request, web::Response& response) const;

 private:
  std::shared_ptr<const std::string> plain_;
  std::shared_ptr<const std::string> gzip_;
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_TEXT_H_
