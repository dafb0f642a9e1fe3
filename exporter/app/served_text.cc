#include "exporter/app/served_text.h"

#include <cstdint>
#include <string>
#include <utility>

#include "exporter/metrics/compressed_text.h"
#include "exporter/web/entity_tag.h"

namespace exporter::app {
namespace {

// Distinguishes this process from an earlier one on the same address.
std::int64_t Start() {
  static const std::int64_t kStart =
      std::chrono::system_clock::now().time_since_epoch() / std::chrono::microseconds(1);
  return kStart;
}

}  // namespace

ServedText::ServedText(Render render, Changes changes)
    : render_(std::move(render)), changes_(changes) {}

void ServedText::SetBody(const std::shared_ptr<const Publication>& publication,
                         const web::Request& request, std::chrono::system_clock::time_point now,
                         web::Response& response) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  const std::scoped_lock lock(mutex_);
  const bool is_new = rendered_.lock() != publication;
  if (changes_ == Changes::kWithContent) {
    version_ = publication->content;
  } else if (is_new) {
    ++version_;
  }
  const std::string tag = "W/\"" + std::to_string(Start()) + '-' + std::to_string(version_) + '"';
  response.headers.emplace_back("ETag", tag);
  if (web::MatchesEntityTag(request.if_none_match, tag)) {
    response.status = 304;
    return;
  }
  if (is_new || (changes_ == Changes::kWithSeconds && second_ != second)) {
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
