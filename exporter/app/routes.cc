#include "exporter/app/routes.h"

#include <chrono>
#include <memory>
#include <utility>

#include "exporter/app/served_json.h"
#include "exporter/app/served_metrics.h"
#include "exporter/app/served_page.h"

namespace exporter::app {
namespace {

constexpr const char* kTextType = "text/plain; charset=utf-8";

web::Response Text(int status, std::string body) {
  web::Response response;
  response.status = status;
  response.content_type = kTextType;
  response.body = std::move(body);
  return response;
}

// As Prometheus answers.
web::Response Reloaded(bool allowed, Reloader& reloader) {
  if (!allowed) return Text(403, "Lifecycle API is not enabled.\n");
  const auto reloaded = reloader.Reload();
  return reloaded ? Text(200, "")
                  : Text(500, "failed to reload config: " + reloaded.error().message + "\n");
}

}  // namespace

web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       const Publisher& publisher, Reloader& reloader) {
  web::Routes routes;
  routes.get["/"] = [&publisher, page = std::make_shared<ServedPage>(telemetry_path)](
                        const web::Request& request) {
    return page->Answer(publisher.Current(), request, std::chrono::system_clock::now());
  };
  routes.get["/api/v1/fleet"] =
      [&publisher, json = std::make_shared<ServedJson>()](const web::Request& request) {
        return json->Answer(publisher.Current(), request);
      };
  routes.get["/-/healthy"] = [](const web::Request&) { return Text(200, kHealthy); };
  routes.get["/-/ready"] = [&publisher](const web::Request&) {
    return publisher.Current()->ready
               ? Text(200, "ready\n")
               : Text(503, "not ready: some clusters have not been polled yet\n");
  };
  routes.post["/-/reload"] = [&reloader, enable_lifecycle](const web::Request&) {
    return Reloaded(enable_lifecycle, reloader);
  };
  routes.get[telemetry_path] =
      [&publisher, metrics = std::make_shared<ServedMetrics>()](const web::Request& request) {
        return metrics->Answer(publisher.Current(), request, ServedMetrics::Clock::now());
      };
  return routes;
}

}  // namespace exporter::app
