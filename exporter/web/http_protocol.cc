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

namespace exporter::web {
namespace {

// httplib's protected members change between versions. Before another version is allowed here, read
// how its process_request() uses svr_sock_, request bodies and ranges.
constexpr std::string_view kHttplibVersion = CPPHTTPLIB_VERSION;
constexpr bool kPassesPeer = kHttplibVersion.starts_with("0.18.");
static_assert(kPassesPeer || kHttplibVersion.starts_with("0.11."),
              "unknown version of cpp-httplib");

// Proxies for single sign-on add cookies. A body is not used.
constexpr ClientStream::Limits kLimits = {.head_bytes = 32'768, .body_bytes = 16'384};
constexpr std::chrono::seconds kRequestTime{10};
// Longer than the usual scrape interval, so that a scraper reuses its connection.
constexpr std::chrono::seconds kIdleTime{75};
constexpr std::size_t kMaxRequests = 10'000;

using Pieces = std::vector<std::shared_ptr<const std::string>>;

std::size_t SizeOf(const Pieces& pieces) {
  std::size_t size = 0;
  for (const auto& piece : pieces) size += piece->size();
  return size;
}

// Writes from the offset to the end of that piece. httplib calls again for the following bytes.
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

// The elements of all headers with this name (RFC 9110, 5.2).
std::string ListHeader(const httplib::Request& request, const char* name) {
  std::string list;
  const auto [begin, end] = request.headers.equal_range(name);
  for (auto header = begin; header != end; ++header) {
    if (!list.empty()) list += ", ";
    list += header->second;
  }
  return list;
}

bool IsSameName(const std::string& a, const char* b) { return strcasecmp(a.c_str(), b) == 0; }

// Routes need no request bodies, and httplib does not read the body of a GET. An unread body must
// not be parsed as the next request. So the connection ends after each request that may have a
// body. Some programs also accept these headers with a blank in the name (RFC 9112, 5.1 and 6.3).
bool MayHaveBody(const httplib::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    const std::string& name = header.first;
    if (name.find_first_of(" \t") != std::string::npos) return true;
    return IsSameName(name, "Transfer-Encoding") ||
           (IsSameName(name, "Content-Length") && header.second != "0");
  });
}

// The path of a target in absolute form, "http://host/path" (RFC 9112, 3.2.2).
std::string PathOf(const std::string& target) {
  const std::size_t mark = target.find("://");
  if (target.starts_with('/') || mark == std::string::npos) return target;
  const std::size_t path = target.find('/', mark + 3);
  return path == std::string::npos ? "/" : target.substr(path);
}

}  // namespace

HttpProtocol::HttpProtocol(Routes routes, Security& security, logging::Logger& logger)
    : routes_(std::move(routes)), security_(security), logger_(logger) {
  // If httplib's server has no listening socket, it assumes a shutdown and stops writing. This
  // number is never used as a descriptor.
  svr_sock_ = INT_MAX;
  set_keep_alive_timeout(kIdleTime.count());
  set_keep_alive_max_count(kMaxRequests);
  set_payload_max_length(kLimits.body_bytes);
  // httplib's own routes are regular expressions.
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    Respond(request, response);
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
    // The connection shares ownership of the context, because a reload may replace the context of
    // the server.
    const auto tls = security_.Current(Security::Clock::now())->tls;
    ClientStream stream(descriptor, tls.get());
    const Peer peer = PeerOf(descriptor);
    for (std::size_t count = 1; count <= kMaxRequests; ++count) {
      if (!stream.WaitForRequest(count == 1 ? kRequestTime : kIdleTime)) return;
      stream.StartExchange(ClientStream::Clock::now() + kRequestTime, kLimits,
                           [&] { progress(Connections::WaitingFor::kClient); });
      if (!stream.ReceiveHead()) return RefuseHead(stream, peer);
      bool closed = false;
      bool parsed = false;
      bool ends_here = false;
      const bool last = count == kMaxRequests;
      const bool done = ProcessRequest(*this, stream, last, closed, [&](httplib::Request& request) {
        parsed = true;
        progress(Connections::WaitingFor::kServer);
        request.remote_addr = peer.address;
        // httplib does not check ranges against the size of the body, and no real client needs
        // them.
        request.ranges.clear();
        ends_here = stream.IsAmbiguous() || MayHaveBody(request);
        if (ends_here) {
          request.headers.erase("Connection");
          request.set_header("Connection", "close");
        }
      });
      // After an invalid request, the start of the next request is unknown.
      if (!done || closed || !parsed || ends_here) return;
      progress(Connections::WaitingFor::kClient);
    }
  } catch (const std::exception& exception) {  // an exception must not leave the thread
    logger_.Error("a connection failed", {{"error", exception.what()}});
  }
}

void HttpProtocol::RefuseHead(ClientStream& stream, const Peer& peer) const {
  if (!stream.IsTooLarge() && !stream.IsTls()) return;
  const std::string status =
      stream.IsTls() ? "400 Bad Request" : "431 Request Header Fields Too Large";
  const std::string reason =
      stream.IsTls() ? "this port does not use TLS" : "the request line and headers exceed 32 KiB";
  logger_.Debug("a request is refused", {{"client", peer.ToString()}, {"reason", reason}});
  stream.write("HTTP/1.1 " + status +
               "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
               std::to_string(reason.size() + 1) + "\r\nConnection: close\r\n\r\n" + reason + '\n');
}

void HttpProtocol::Respond(const httplib::Request& request, httplib::Response& response) const {
  const auto guard = security_.Current(Security::Clock::now());
  Response result;
  switch (guard->users->Check(request.get_header_value("Authorization"), {request.remote_addr})) {
    case AuthResult::kAllowed:
      result = Route(request);
      break;
    case AuthResult::kRefused:
      result = PlainText(401, "Unauthorized\n");
      result.headers = {{"WWW-Authenticate", "Basic"}};
      break;
    case AuthResult::kBusy:
      result = PlainText(503, "Too many logins at the same time; try again\n");
      result.headers = {{"Retry-After", "1"}};
      break;
  }
  response.status = result.status;
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Vary", "Accept-Encoding");
  response.set_header("Accept-Ranges", "none");
  if (result.gzip_encoded) response.set_header("Content-Encoding", "gzip");
  for (const auto& [name, value] : guard->headers) response.set_header(name, value);
  for (const auto& [name, value] : result.headers) {
    // A header of the route replaces the configured header: the page's own policy is stricter.
    response.headers.erase(name);
    response.set_header(name, value);
  }

  // A provider, because httplib would compress a plain body itself.
  auto pieces = std::move(result.shared_body);
  pieces.push_back(std::make_shared<const std::string>(std::move(result.body)));
  const std::size_t size = SizeOf(pieces);
  if (size == 0) {
    response.set_content("", result.content_type);
    return;
  }
  response.set_content_provider(size, result.content_type,
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
                    .query = {request.params.begin(), request.params.end()},
                    .accepts_gzip = AcceptsGzip(request.get_header_value("Accept-Encoding")),
                    .if_none_match = ListHeader(request, "If-None-Match")});
  } catch (const std::exception& exception) {
    logger_.Error("a handler failed", {{"path", path}, {"error", exception.what()}});
    return PlainText(500, "500 internal server error\n");
  }
}

}  // namespace exporter::web
