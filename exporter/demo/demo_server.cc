#include "exporter/demo/demo_server.h"

#include <httplib.h>

#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace exporter::demo {

struct DemoServer::Running {
  std::string Answer(const std::string& path) {
    const std::scoped_lock lock(mutex);
    return BodyAt(cluster, path);
  }

  httplib::Server http;
  int port = 0;
  std::mutex mutex;
  DemoCluster cluster;  // guarded by mutex
  std::thread thread;
};

DemoServer::DemoServer(DemoCluster cluster) : running_(std::make_unique<Running>()) {
  Running& running = *running_;
  running.cluster = std::move(cluster);
  running.http.set_keep_alive_max_count(1'000'000);
  running.http.set_pre_routing_handler(
      [&running](const httplib::Request& request, httplib::Response& response) {
        const std::string body = running.Answer(request.path);
        response.status = body.empty() ? 404 : 200;
        response.set_content(body, "application/json");
        return httplib::Server::HandlerResponse::Handled;
      });
  running.port = running.http.bind_to_any_port("127.0.0.1");
  if (running.port < 0) throw std::runtime_error("demo: no free port on 127.0.0.1");
  running.thread = std::thread([&running] { running.http.listen_after_bind(); });
}

DemoServer::~DemoServer() {
  // httplib ignores a stop before the server runs.
  while (!running_->http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  running_->http.stop();
  running_->thread.join();
}

int DemoServer::port() const { return running_->port; }

void DemoServer::Update(DemoCluster cluster) {
  const std::scoped_lock lock(running_->mutex);
  running_->cluster = std::move(cluster);
}

}  // namespace exporter::demo
