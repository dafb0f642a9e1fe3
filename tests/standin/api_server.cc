#include "tests/standin/api_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "tests/standin/delivery.h"
#include "tests/standin/growing_queue.h"
#include "tests/standin/tls_setup.h"
#include "tests/support/wait_until.h"

namespace exporter::standin {
namespace {

constexpr std::chrono::minutes kWaitLimit{2};

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
        watches(state),
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
    if (reply.watch != nullptr) {
      auto opened = watches.Open(*reply.watch);
      if (auto* const watch = std::get_if<std::shared_ptr<WatchHub::Watch>>(&opened)) {
        return SendWatch(watches, *watch, response);
      }
      reply = std::get<Reply>(opened);
    }
    SendReply(
        request, std::move(reply), [this](auto time) { return WaitForStop(time); }, response);
  }

  const ServerOptions options;
  ClusterState state;
  KubernetesApi api;
  WatchHub watches;
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
  http.new_task_queue = [] { return new GrowingQueue(); };
  http.set_keep_alive_max_count(1'000'000);
  http.set_keep_alive_timeout(running.options.idle_time.count());
  http.set_tcp_nodelay(true);
  // By default, httplib sets SO_REUSEPORT, with which two programs can use the same port.
  int listener = -1;
  http.set_socket_options([&listener](int descriptor) {
    const int yes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    listener = descriptor;
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
  // httplib has a backlog of 5, so that the kernel delays a client by seconds if many connect.
  listen(listener, SOMAXCONN);
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
  running_->watches.Stop();
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

WatchHub& ApiServer::watches() { return running_->watches; }

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
