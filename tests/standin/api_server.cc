#include "tests/standin/api_server.h"

#include <httplib.h>
#include <sys/socket.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/standin/tls_setup.h"
#include "tests/support/wait_until.h"

namespace exporter::standin {
namespace {

constexpr std::chrono::minutes kWaitLimit{2};
constexpr std::size_t kThreads = 64;  // more than the requests that hang at the same time
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

std::unique_ptr<httplib::Server> MakeServer(const ServerOptions& options) {
  if (!options.certificate) return std::make_unique<httplib::Server>();
  return std::make_unique<httplib::SSLServer>([&options](SSL_CTX& context) {
    return SetUpTls(context, *options.certificate, options.tls_version, options.client_ca_pem);
  });
}

Request FromHttplib(const httplib::Request& from, const std::string& prefix) {
  Request request;
  request.method = from.method;
  request.path = from.path.substr(prefix.size());
  request.target = from.target;
  for (const auto& [name, value] : from.params) request.query.emplace(name, value);
  for (const auto& [name, value] : from.headers) request.headers.emplace(name, value);
  request.client_name = CommonName(from.ssl);
  return request;
}

}  // namespace

struct ApiServer::Running {
  explicit Running(ServerOptions given)
      : options(std::move(given)),
        state(options.uid),
        api(state, options.api),
        http(MakeServer(options)),
        tokens(options.tokens),
        forbidden_paths(options.forbidden_paths) {}

  bool IsAuthorized(const Request& request) const {
    if (tokens.empty() && options.basic.empty() && options.client_names.empty()) return true;
    if (options.client_names.contains(request.client_name)) return true;
    const std::string credentials = request.Header("Authorization");
    const std::string bearer = "Bearer ";
    if (credentials.starts_with(bearer) && tokens.contains(credentials.substr(bearer.size()))) {
      return true;
    }
    return std::any_of(options.basic.begin(), options.basic.end(), [&](const std::string& each) {
      const std::size_t colon = each.find(':');
      const auto expected =
          httplib::make_basic_authentication_header(each.substr(0, colon), each.substr(colon + 1));
      return credentials == expected.second;
    });
  }

  Reply Answer(const Request& request) {
    Interceptor intercepting;
    {
      const std::scoped_lock lock(mutex);
      requests.push_back(request);
      intercepting = interceptor;
      changed.notify_all();
      if (!IsAuthorized(request)) return StatusReply(401, "Unauthorized", "Unauthorized");
      if (forbidden_paths.contains(request.path)) {
        return StatusReply(403, "Forbidden",
                           request.path + " is forbidden: User \"exporter\" cannot list it");
      }
    }
    if (intercepting) {
      if (auto reply = intercepting(request)) return *std::move(reply);
    }
    return api.Answer(request);
  }

  // Waits until the server stops, or for `time` at most. Returns true if the server stops.
  bool WaitForStop(std::optional<std::chrono::milliseconds> time) {
    std::unique_lock lock(mutex);
    const auto stopped = [this] { return stopping; };
    if (time) return changed.wait_for(lock, *time, stopped);
    changed.wait(lock, stopped);
    return true;
  }

  void Send(const Request& request, Reply reply, httplib::Response& response) {
    if (reply.delivery == Delivery::kHang) WaitForStop(std::nullopt);
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
    const Delivery delivery = reply.delivery;
    response.set_content_provider(
        body->size(), reply.content_type,
        [this, body, delivery](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          return SendBody(*body, delivery, offset, length, sink);
        });
  }

  bool SendBody(const std::string& body, Delivery delivery, std::size_t offset, std::size_t length,
                httplib::DataSink& sink) {
    constexpr std::chrono::milliseconds kBetweenBytes{10};
    const char* const data = body.data() + offset;
    switch (delivery) {
      case Delivery::kWhole:
      case Delivery::kHang:
        return sink.write(data, length);
      case Delivery::kHangInBody:
      case Delivery::kCut:
        sink.write(data, length / 2);
        if (delivery == Delivery::kHangInBody) WaitForStop(std::nullopt);
        return false;
      case Delivery::kDrip:
        return sink.write(data, 1) && !WaitForStop(kBetweenBytes);
    }
    return false;
  }

  const ServerOptions options;
  ClusterState state;
  KubernetesApi api;
  std::unique_ptr<httplib::Server> http;
  int port = 0;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool stopping = false;                  // guarded by mutex
  std::set<std::string> tokens;           // guarded by mutex
  std::set<std::string> forbidden_paths;  // guarded by mutex
  Interceptor interceptor;                // guarded by mutex
  std::vector<Request> requests;          // guarded by mutex
  std::set<int> remote_ports;             // guarded by mutex
  std::thread thread;
};

ApiServer::ApiServer(ServerOptions options)
    : running_(std::make_unique<Running>(std::move(options))) {
  Running& running = *running_;
  httplib::Server& http = *running.http;
  if (!http.is_valid()) throw std::runtime_error("stand-in server: no usable certificate");
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http.set_keep_alive_max_count(1'000'000);
  http.set_keep_alive_timeout(running.options.idle_time.count());
  http.set_tcp_nodelay(true);
  // By default, httplib sets SO_REUSEPORT, with which two programs can use the same port.
  http.set_socket_options([](int descriptor) {
    const int yes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  http.set_pre_routing_handler(
      [&running](const httplib::Request& from, httplib::Response& response) {
        const std::string& prefix = running.options.path_prefix;
        {
          const std::scoped_lock lock(running.mutex);
          running.remote_ports.insert(from.remote_port);
        }
        if (!from.path.starts_with(prefix)) {
          response.status = 404;
          return httplib::Server::HandlerResponse::Handled;
        }
        const Request request = FromHttplib(from, prefix);
        running.Send(request, running.Answer(request), response);
        return httplib::Server::HandlerResponse::Handled;
      });
  const std::string& host = running.options.host;
  running.port = running.options.port;
  if (running.port == 0) {
    running.port = http.bind_to_any_port(host);
  } else if (!http.bind_to_port(host, running.port)) {
    running.port = -1;
  }
  if (running.port < 0) throw std::runtime_error("stand-in server: no port on " + host);
  running.thread = std::thread([&http] { http.listen_after_bind(); });
  tests::WaitUntil([&] { return http.is_running(); },
                   [] { return "the stand-in server to listen"; });
}

ApiServer::~ApiServer() {
  {
    const std::scoped_lock lock(running_->mutex);
    running_->stopping = true;
  }
  running_->changed.notify_all();
  running_->http->stop();
  running_->thread.join();
}

int ApiServer::port() const { return running_->port; }

std::string ApiServer::Url() const {
  const ServerOptions& options = running_->options;
  const bool ipv6 = options.host.find(':') != std::string::npos;
  return (options.certificate ? "https://" : "http://") +
         (ipv6 ? '[' + options.host + ']' : options.host) + ':' + std::to_string(port()) +
         options.path_prefix;
}

ClusterState& ApiServer::state() { return running_->state; }

KubernetesApi& ApiServer::api() { return running_->api; }

void ApiServer::Intercept(Interceptor interceptor) {
  const std::scoped_lock lock(running_->mutex);
  running_->interceptor = std::move(interceptor);
}

void ApiServer::SetTokens(std::set<std::string> tokens) {
  const std::scoped_lock lock(running_->mutex);
  running_->tokens = std::move(tokens);
}

void ApiServer::SetForbiddenPaths(std::set<std::string> paths) {
  const std::scoped_lock lock(running_->mutex);
  running_->forbidden_paths = std::move(paths);
}

std::vector<Request> ApiServer::Requests() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->requests;
}

void ApiServer::WaitForRequests(
    const std::function<bool(const std::vector<Request>&)>& condition) const {
  std::unique_lock lock(running_->mutex);
  const auto satisfied = [&] { return condition(running_->requests); };
  if (!running_->changed.wait_for(lock, kWaitLimit, satisfied)) {
    std::string paths;
    for (const Request& request : running_->requests) paths += '\n' + request.target;
    throw std::runtime_error("stand-in server: timed out waiting for requests; received:" + paths);
  }
}

std::size_t ApiServer::Connections() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->remote_ports.size();
}

}  // namespace exporter::standin
