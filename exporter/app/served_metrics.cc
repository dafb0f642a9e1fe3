#include "exporter/app/served_metrics.h"

#include <utility>
#include <vector>

#include "exporter/app/process_usage.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/metrics/fleet_metrics.h"

namespace exporter::app {
namespace {

// Prometheus text format.
constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

using Blocks = std::vector<std::shared_ptr<const metrics::CompressedText>>;

// The blocks of all parts.
Blocks BlocksOf(const Publication& publication,
                std::shared_ptr<const metrics::CompressedText> process) {
  Blocks blocks = publication.facts_text->blocks;
  const Blocks& record = publication.record_text->blocks;
  blocks.insert(blocks.end(), record.begin(), record.end());
  blocks.push_back(std::move(process));
  return blocks;
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
    for (auto& block : BlocksOf(*publication, body.process)) {
      response.shared_body.emplace_back(block, &block->text());  // shares ownership of the block
    }
  }
  return response;
}

ServedMetrics::Body ServedMetrics::CurrentBody(
    const std::shared_ptr<const Publication>& publication, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (rendered_.lock() != publication || now - process_read_at_ >= kProcessUsageAge) {
    const auto process =
        std::make_shared<const metrics::CompressedText>(metrics::RenderProcess(ReadProcessUsage()));
    std::vector<const metrics::CompressedText*> pieces;
    const Blocks blocks = BlocksOf(*publication, process);
    for (const auto& block : blocks) pieces.push_back(block.get());
    body_ = {.process = process,
             .gzip = std::make_shared<const std::string>(metrics::JoinGzip(pieces))};
    rendered_ = publication;
    process_read_at_ = now;
  }
  return body_;
}

}  // namespace exporter::app
