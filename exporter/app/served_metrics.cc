#include "exporter/app/served_metrics.h"

#include <utility>

#include "exporter/app/process_usage.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/metrics/fleet_metrics.h"

namespace exporter::app {
namespace {

// Prometheus text format.
constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

// Shares ownership of `piece`.
std::shared_ptr<const std::string> TextOf(std::shared_ptr<const metrics::CompressedText> piece) {
  const std::string* const text = &piece->text();
  return {std::move(piece), text};
}

}  // namespace

web::Response ServedMetrics::Respond(const std::shared_ptr<const Publication>& publication,
                                     const web::Request& request, Clock::time_point now) {
  const Body body = CurrentBody(publication, now);
  web::Response response;
  response.content_type = kContentType;
  response.gzip_encoded = request.accepts_gzip;
  if (request.accepts_gzip) {
    response.shared_body = {body.gzip};
  } else {
    response.shared_body = {TextOf(publication->facts_text), TextOf(publication->record_text),
                            body.process};
  }
  return response;
}

ServedMetrics::Body ServedMetrics::CurrentBody(
    const std::shared_ptr<const Publication>& publication, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (rendered_.lock() != publication || now - process_read_at_ >= kProcessUsageAge) {
    const auto process =
        std::make_shared<const metrics::CompressedText>(metrics::RenderProcess(ReadProcessUsage()));
    const metrics::CompressedText* const pieces[] = {publication->facts_text.get(),
                                                     publication->record_text.get(), process.get()};
    body_ = {.process = TextOf(process),
             .gzip = std::make_shared<const std::string>(metrics::JoinGzip(pieces))};
    rendered_ = publication;
    process_read_at_ = now;
  }
  return body_;
}

}  // namespace exporter::app
