#include "tests/standin/delivery.h"

#include <zlib.h>

#include <cstddef>
#include <string>
#include <utility>

namespace exporter::standin {
namespace {

constexpr std::size_t kGzipFrom = std::size_t{128} * 1024;  // as in the real server

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  // Level 1, as in the real server.
  deflateInit2(&stream, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string body(deflateBound(&stream, static_cast<uLong>(text.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(body.data());
  stream.avail_out = static_cast<uInt>(body.size());
  deflate(&stream, Z_FINISH);
  body.resize(body.size() - stream.avail_out);
  deflateEnd(&stream);
  return body;
}

bool SendPart(const std::string& body, Delivery delivery, std::size_t offset, std::size_t length,
              const WaitForStop& wait_for_stop, httplib::DataSink& sink) {
  constexpr std::chrono::milliseconds kBetweenBytes{10};
  const char* const data = body.data() + offset;
  switch (delivery) {
    case Delivery::kWhole:
    case Delivery::kHang:
      return sink.write(data, length);
    case Delivery::kHangInBody:
    case Delivery::kCut:
      sink.write(data, length / 2);
      if (delivery == Delivery::kHangInBody) wait_for_stop(std::nullopt);
      return false;
    case Delivery::kDrip:
      return sink.write(data, 1) && !wait_for_stop(kBetweenBytes);
  }
  return false;
}

bool SendStep(const WatchStep& step, httplib::DataSink& sink) {
  switch (step.kind) {
    case WatchStep::Kind::kSend:
      return sink.write(step.text.data(), step.text.size());
    case WatchStep::Kind::kCheck:
      return sink.is_writable();
    case WatchStep::Kind::kEnd:
      sink.done();
      return true;
    case WatchStep::Kind::kCut:
      sink.write(step.text.data(), step.text.size());
      break;
  }
  return false;
}

}  // namespace

void SendReply(const Request& request, Reply reply, const WaitForStop& wait_for_stop,
               httplib::Response& response) {
  if (reply.delivery == Delivery::kHang) wait_for_stop(std::nullopt);
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  const bool gzip = reply.body.size() > kGzipFrom &&
                    request.Header("Accept-Encoding").find("gzip") != std::string::npos;
  if (gzip) {
    reply.body = Gzip(reply.body);
    response.set_header("Content-Encoding", "gzip");
  }
  if (reply.body.empty()) {
    response.set_content("", reply.content_type);
    return;
  }
  const auto body = std::make_shared<const std::string>(std::move(reply.body));
  response.set_content_provider(
      body->size(), reply.content_type,
      [wait_for_stop, body, delivery = reply.delivery](std::size_t offset, std::size_t length,
                                                       httplib::DataSink& sink) {
        return SendPart(*body, delivery, offset, length, wait_for_stop, sink);
      });
}

void SendWatch(WatchHub& hub, const std::shared_ptr<WatchHub::Watch>& watch,
               httplib::Response& response) {
  // httplib compresses "application/json" without the space. A real server does not compress
  // watches.
  response.set_chunked_content_provider(
      "application/json ", [&hub, watch](std::size_t /*offset*/, httplib::DataSink& sink) {
        return SendStep(hub.Next(*watch), sink);
      });
}

}  // namespace exporter::standin
