#include "exporter/app/served_text.h"

#include <utility>

#include "exporter/metrics/compressed_text.h"

namespace exporter::app {

ServedText::ServedText(Render render, bool shows_ages)
    : render_(std::move(render)), shows_ages_(shows_ages) {}

void ServedText::SetBody(const std::shared_ptr<const Publication>& publication,
                         const web::Request& request, std::chrono::system_clock::time_point now,
                         web::Response& response) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  const std::scoped_lock lock(mutex_);
  if (rendered_.lock() != publication || (shows_ages_ && second_ != second)) {
    const auto text =
        std::make_shared<const metrics::CompressedText>(render_(*publication, second));
    const metrics::CompressedText* const pieces[] = {text.get()};
    plain_ = {text, &text->text()};
    gzip_ = std::make_shared<const std::string>(metrics::JoinGzip(pieces));
    rendered_ = publication;
    second_ = second;
  }
  response.gzip_encoded = request.accepts_gzip;
  response.shared_body = {request.accepts_gzip ? gzip_ : plain_};
}

}  // namespace exporter::app
