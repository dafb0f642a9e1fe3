#include "exporter/web/http_protocol.h"

#include <strings.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/web/accept_encoding.h"
#include "exporter/web/client_stream.h"
#include "exporter/web/peer.h"

namespace exporter::web {
namespace {

// httplib's protected members change between versions. Before another version is allowed here, read
// how its process_request() uses svr_sock_, request bodies and ranges.
constexpr std::string_view kHttplibVersion = CPPHTTPLIB_VERSION;
constexpr bool kPassesPeer = kHttplibVersion.starts_with("0.18.");
static_assert(kPassesPeer || kHttplibVersion.starts_with("0.11."),
              "unknown version of cpp-httplib");

// A request of ours is a line and a few headers.
constexpr std::size_t kMostRequestBytes = 16'384;
constexpr std::chrono::seconds kExchangeTime{10};
// Longer than the usual scrape interval, so that a scraper keeps its connection.
constexpr std::chrono::seconds kIdleTime{75};
constexpr std::size_t kMostExchanges = 10'000;

Response PlainText(int status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

using Pieces = std::vector<std::shared_ptr<const std::string>>;

std::size_t SizeOf(const Pieces& pieces) {
  std::size_t size = 0;
  for (const auto& piece : pieces) size += piece->size();
  return size;
}

// What stands at the offset, up to the end of its piece: httplib asks again for what is behind.
bool WritePiece(const Pieces& pieces, std::size_t offset, std::size_t length,
                httplib::DataSink& sink) {
  for (const auto& piece : pieces) {
    if (offset < piece->size()) {
      return sink.write(piece->data() + offset, std::min(length, piece->size() - offset));
    }
    offset -= piece->size();
  }
  return false;
}

bool IsSameName(const std::string& a, const char* b) { return strcasecmp(a.c_str(), b) == 0; }

// Nobody here wants a body, and httplib leaves one behind GET where it is: what stands in it must
// not be taken for the next request. So the connection ends behind everything that may have one,
// also by a header whose name is written with a blank, as some take it (RFC 9112, 5.1 and 6.3).
bool MayHaveBody(const httplib::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    const std::string& name = header.first;
    if (name.find_first_of(" \t") != std::string::npos) return true;
    return IsSameName(name, "Transfer-Encoding") ||
           (IsSameName(name, "Content-Length") && header.second != "0");
  });
}

// Of "http://host/path", as one may ask a server for what it has (RFC 9112, 3.2.2), the path.
std::string PathOf(const std::string& target) {
  const std::size_t mark = target.find("://");
  if (target.starts_with('/') || mark == std::string::npos) return target;
  const std::size_t path = target.find('/', mark + 3);
  return path == std::string::npos ? "/" : target.substr(path);
}

}  // namespace

HttpProtocol::HttpProtocol(Routes routes, Security& security, logging::Logger& logger)
    : routes_(std::move(routes)), security_(security), logger_(logger) {
  // httplib takes a server without a listening socket for one that is shutting down, and stops
  // writing. Nothing ever touches this number as a descriptor.
  svr_sock_ = INT_MAX;
  set_keep_alive_timeout(kIdleTime.count());
  set_keep_alive_max_count(kMostExchanges);
  set_payload_max_length(kMostRequestBytes);
  // Instead of httplib's routes, which are regular expressions.
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    Answer(request, response);
    return HandlerResponse::Handled;
  });
}

// A template, because the call for the other version must not be compiled.
template <typename Protocol>
bool HttpProtocol::ProcessRequest(Protocol& protocol, httplib::Stream& stream, bool last,
                                  bool& closed,
                                  const std::function<void(httplib::Request&)>& set_up) {
  if constexpr (kPassesPeer) {
    return protocol.process_request(stream, "", 0, "", 0, last, closed, set_up);
  } else {
    return protocol.process_request(stream, last, closed, set_up);
  }
}

void HttpProtocol::ServeClient(int descriptor, const Connections::Progress& progress) {
  try {
    // Of one connection for as long as it lasts: the context may be replaced meanwhile.
    const auto tls = security_.Current(Security::Clock::now())->tls;
    ClientStream stream(descriptor, OpenChannel(descriptor, tls.get()));
    const Peer peer = PeerOf(descriptor);
    for (std::size_t exchange = 1; exchange <= kMostExchanges; ++exchange) {
      if (!stream.WaitForRequest(exchange == 1 ? kExchangeTime : kIdleTime)) return;
      stream.StartExchange(ClientStream::Clock::now() + kExchangeTime, kMostRequestBytes,
                           [&] { progress(Connections::Turn::kClients); });
      bool closed = false;
      bool understood = false;
      bool ends_here = false;
      const bool last = exchange == kMostExchanges;
      const bool done = ProcessRequest(*this, stream, last, closed, [&](httplib::Request& request) {
        understood = true;
        progress(Connections::Turn::kOurs);
        request.remote_addr = peer.address;
        // A part of an answer is never asked for in earnest, and httplib does not hold the bounds
        // of a range against those of the body.
        request.ranges.clear();
        ends_here = stream.IsOdd() || MayHaveBody(request);
        if (ends_here) {
          request.headers.erase("Connection");
          request.set_header("Connection", "close");
        }
      });
      // Behind what was no request nobody knows where the next one begins.
      if (!done || closed || !understood || ends_here) return;
      progress(Connections::Turn::kClients);
    }
  } catch (const std::exception& exception) {  // the last resort of this thread
    logger_.Error("a connection failed", {{"error", exception.what()}});
  }
}

void HttpProtocol::Answer(const httplib::Request& request, httplib::Response& response) const {
  const auto guard = security_.Current(Security::Clock::now());
  Response answer;
  switch (guard->users->Judge(request.get_header_value("Authorization"), {request.remote_addr})) {
    case Verdict::kAllowed:
      answer = Route(request);
      break;
    case Verdict::kRefused:
      answer = PlainText(401, "Unauthorized\n");
      answer.headers = {{"WWW-Authenticate", "Basic"}};
      break;
    case Verdict::kBusy:
      answer = PlainText(503, "Too many log in at a time\n");
      answer.headers = {{"Retry-After", "1"}};
      break;
  }
  response.status = answer.status;
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Vary", "Accept-Encoding");
  response.set_header("Accept-Ranges", "none");
  if (answer.gzip_encoded) response.set_header("Content-Encoding", "gzip");
  for (const auto& [name, value] : guard->headers) response.set_header(name, value);
  for (const auto& [name, value] : answer.headers) {
    // Our page's own policy is the stricter one.
    response.headers.erase(name);
    response.set_header(name, value);
  }

  // Given as a provider, because httplib would compress a body by itself.
  auto pieces = std::move(answer.shared_body);
  pieces.push_back(std::make_shared<const std::string>(std::move(answer.body)));
  const std::size_t size = SizeOf(pieces);
  if (size == 0) {
    response.set_content("", answer.content_type);
    return;
  }
  response.set_content_provider(size, answer.content_type,
                                [pieces = std::move(pieces)](std::size_t offset, std::size_t length,
                                                             httplib::DataSink& sink) {
                                  return WritePiece(pieces, offset, length, sink);
                                });
}

Response HttpProtocol::Route(const httplib::Request& request) const {
  const std::string path = PathOf(request.path);
  const bool post = request.method == "POST";
  const bool get = request.method == "GET" || request.method == "HEAD";
  const auto get_handler = routes_.get.find(path);
  const auto post_handler = routes_.post.find(path);
  const bool has_get = get_handler != routes_.get.end();
  const bool has_post = post_handler != routes_.post.end();
  if (!has_get && !has_post) return PlainText(404, "404 page not found\n");
  if (!(post && has_post) && !(get && has_get)) {
    Response response = PlainText(405, "405 method not allowed\n");
    response.headers = {{"Allow", has_get ? (has_post ? "GET, HEAD, POST" : "GET, HEAD") : "POST"}};
    return response;
  }
  try {
    const web::Handler& handler = post ? post_handler->second : get_handler->second;
    return handler({.method = post ? "POST" : "GET",
                    .path = path,
                    .accepts_gzip = AcceptsGzip(request.get_header_value("Accept-Encoding"))});
  } catch (const std::exception& exception) {
    logger_.Error("a handler failed", {{"path", path}, {"error", exception.what()}});
    return PlainText(500, "500 internal server error\n");
  }
}

}  // namespace exporter::web
