#include "exporter/app/routes.h"

#include <chrono>
#include <memory>
#include <utility>

#include "exporter/app/served_metrics.h"
#include "exporter/app/served_text.h"
#include "exporter/app/version.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/page.h"

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

// The same responses as Prometheus.
web::Response Reload(bool allowed, Reloader& reloader) {
  if (!allowed) return Text(403, "Lifecycle API is not enabled.\n");
  const auto reloaded = reloader.Reload();
  return reloaded ? Text(200, "")
                  : Text(500, "failed to reload config: " + reloaded.error().message + "\n");
}

web::Handler ServePage(const std::string& telemetry_path, const Publisher& publisher) {
  const auto render = [telemetry_path](const Publication& publication,
                                       std::chrono::sys_seconds now) {
    return report::RenderPage(publication.fleet, *publication.facts, *publication.policy,
                              {.version = Version(), .telemetry_path = telemetry_path, .now = now});
  };
  return [&publisher, text = std::make_shared<ServedText>(render, /*shows_ages=*/true)](
             const web::Request& request) {
    web::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Content-Security-Policy", report::PagePolicy()},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cache-Control", "no-store"}};
    text->SetBody(publisher.Current(), request, std::chrono::system_clock::now(), response);
    return response;
  };
}

web::Handler ServeJson(const Publisher& publisher) {
  const auto render = [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
    return report::RenderJson(publication.fleet, *publication.facts, *publication.policy, {});
  };
  return [&publisher, text = std::make_shared<ServedText>(render, /*shows_ages=*/false)](
             const web::Request& request) {
    web::Response response;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}};
    text->SetBody(publisher.Current(), request, std::chrono::system_clock::now(), response);
    return response;
  };
}

}  // namespace

web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       const Publisher& publisher, Reloader& reloader) {
  web::Routes routes;
  routes.get["/"] = ServePage(telemetry_path, publisher);
  routes.get["/api/v1/fleet"] = ServeJson(publisher);
  routes.get["/-/healthy"] = [](const web::Request&) { return Text(200, kHealthy); };
  routes.get["/-/ready"] = [&publisher](const web::Request&) {
    return publisher.Current()->ready
               ? Text(200, "ready\n")
               : Text(503, "not ready: some clusters have not been polled yet\n");
  };
  routes.post["/-/reload"] = [&reloader, enable_lifecycle](const web::Request&) {
    return Reload(enable_lifecycle, reloader);
  };
  routes.get[telemetry_path] =
      [&publisher, metrics = std::make_shared<ServedMetrics>()](const web::Request& request) {
        return metrics->Respond(publisher.Current(), request, ServedMetrics::Clock::now());
      };
  return routes;
}

}  // namespace exporter::app
