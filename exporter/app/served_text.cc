#include "exporter/app/served_text.h"

#include <utility>

#include "exporter/metrics/compressed_text.h"

namespace exporter::app {

ServedText::ServedText(std::string text) {
  const auto piece = std::make_shared<const metrics::CompressedText>(std::move(text));
  const metrics::CompressedText* const pieces[] = {piece.get()};
  gzip_ = std::make_shared<const std::string>(metrics::JoinGzip(pieces));
  plain_ = {piece, &piece->text()};
}

void ServedText::GiveTo(const web::Request& request, web::Response& response) const {
  response.gzip_encoded = request.accepts_gzip;
  response.shared_body = {request.accepts_gzip ? gzip_ : plain_};
}

}  // namespace exporter::app
