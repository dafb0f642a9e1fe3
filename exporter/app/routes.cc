#include "exporter/app/routes.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "exporter/app/served_bodies.h"
#include "exporter/app/served_metrics.h"
#include "exporter/app/served_text.h"
#include "exporter/app/version.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/lookup_text.h"
#include "exporter/report/page.h"
#include "exporter/report/pools_csv.h"
#include "exporter/text/ascii.h"

namespace exporter::app {
namespace {

// The same responses as Prometheus.
web::Response Reload(bool allowed, Reloader& reloader) {
  if (!allowed) return web::PlainText(403, "Lifecycle API is not enabled.\n");
  const auto reloaded = reloader.Reload();
  return reloaded
             ? web::PlainText(200, "")
             : web::PlainText(500, "failed to reload config: " + reloaded.error().message + "\n");
}

// Serves a text. `head` is the response without its body.
web::Handler ServeText(const Publisher& publisher, web::Response head, ServedText::Changes changes,
                       ServedText::Render render) {
  return [&publisher, head = std::move(head),
          text = std::make_shared<ServedText>(std::move(render), changes)](
             const web::Request& request) {
    web::Response response = head;
    text->SetBody(publisher.Current(), request, std::chrono::system_clock::now(), response);
    return response;
  };
}

// Compresses the body of each response to a client that accepts gzip, except shared bodies.
web::Handler Compress(web::Handler handler) {
  constexpr std::size_t kMinBytes = 1024;
  return [handler = std::move(handler)](const web::Request& request) {
    web::Response response = handler(request);
    if (request.accepts_gzip && response.body.size() >= kMinBytes) {
      const metrics::CompressedText text(std::move(response.body));
      const metrics::CompressedText* const pieces[] = {&text};
      response.body = metrics::JoinGzip(pieces);
      response.gzip_encoded = true;
    }
    return response;
  };
}

web::Handler ServePage(const std::string& telemetry_path, const Publisher& publisher) {
  const web::Response head = {.content_type = "text/html; charset=utf-8",
                              .body = "",
                              .headers = {{"Content-Security-Policy", report::PagePolicy()},
                                          {"Referrer-Policy", "no-referrer"},
                                          {"Cache-Control", "no-store"}}};
  const auto bodies = std::make_shared<ServedBodies>();
  std::map<std::pair<report::ClusterOrder, bool>, web::Handler> whole;
  for (const auto order : {report::ClusterOrder::kSeverity, report::ClusterOrder::kName,
                           report::ClusterOrder::kUtilization}) {
    for (const bool without_bodies : {false, true}) {
      whole[{order, without_bodies}] =
          ServeText(publisher, head, ServedText::Changes::kWithSeconds,
                    [telemetry_path, bodies, order, without_bodies](const Publication& publication,
                                                                    std::chrono::sys_seconds now) {
                      return report::RenderPage(publication.fleet, *publication.facts,
                                                *publication.policy, *bodies->Of(publication),
                                                {.version = Version(),
                                                 .telemetry_path = telemetry_path,
                                                 .now = now,
                                                 .order = order,
                                                 .without_bodies = without_bodies});
                    });
    }
  }
  return [&publisher, head, telemetry_path, bodies,
          whole = std::move(whole)](const web::Request& request) {
    const report::PageFrame frame = {.version = Version(),
                                     .telemetry_path = telemetry_path,
                                     .now = std::chrono::system_clock::now()};
    const auto value_of = [&request](const char* name) {
      const auto found = request.query.find(name);
      return found == request.query.end() ? nullptr : &found->second;
    };
    const auto publication = publisher.Current();
    web::Response response = head;
    const std::string* const lookup = value_of("lookup");
    if (lookup != nullptr && !text::Trim(*lookup).empty()) {
      response.body = report::RenderLookupPage(publication->fleet, *publication->facts,
                                               *publication->policy, *lookup, frame);
      return response;
    }
    if (const std::string* const name = value_of("cluster")) {
      auto page =
          report::RenderClusterPage(publication->fleet, *publication->facts, *publication->policy,
                                    *bodies->Of(*publication), *name, frame);
      if (!page) return web::PlainText(404, "no such cluster\n");
      response.body = *std::move(page);
      return response;
    }
    if (const std::string* const pools = value_of("pools")) {
      response.body = report::RenderPoolsPage(publication->fleet, *publication->facts,
                                              report::ParsePoolOrder(*pools), frame);
      return response;
    }
    const std::string* const sort = value_of("sort");
    const auto order = report::ParseClusterOrder(sort == nullptr ? "" : *sort);
    return whole.at({order, value_of("bodies") != nullptr})(request);
  };
}

web::Handler ServeLookup(const Publisher& publisher) {
  return [&publisher](const web::Request& request) {
    const auto query = request.query.find("address");
    const auto publication = publisher.Current();
    std::string_view address;
    if (query != request.query.end()) address = query->second;
    auto answer = report::AnswerAsJson(publication->fleet, *publication->policy, address);
    if (!answer) {
      return web::PlainText(400, "address is not an IP address; write ?address=10.0.0.1\n");
    }
    return web::Response{.content_type = "application/json",
                         .body = *std::move(answer),
                         .headers = {{"Cache-Control", "no-store"}}};
  };
}

web::Handler ServePoolsCsv(const Publisher& publisher) {
  return ServeText(publisher,
                   {.content_type = "text/csv; charset=utf-8",
                    .body = "",
                    .headers = {{"Cache-Control", "no-store"},
                                {"Content-Disposition", "attachment; filename=\"pools.csv\""}}},
                   ServedText::Changes::kWithPublications,
                   [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
                     return report::RenderPoolsCsv(publication.fleet, *publication.facts);
                   });
}

web::Handler ServeJson(const Publisher& publisher) {
  const web::Response head = {
      .content_type = "application/json", .body = "", .headers = {{"Cache-Control", "no-store"}}};
  const auto render = [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
    return report::RenderJson(publication.fleet, *publication.facts, *publication.policy, {});
  };
  const auto render_full = [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
    return report::RenderFullJson(publication.fleet, *publication.facts, *publication.policy);
  };
  return [bounded = ServeText(publisher, head, ServedText::Changes::kWithPublications, render),
          full = ServeText(publisher, head, ServedText::Changes::kWithContent, render_full)](
             const web::Request& request) {
    const auto value = request.query.find("full");
    if (value == request.query.end()) return bounded(request);
    if (value->second == "1") return full(request);
    return web::PlainText(400, "full must be 1; write ?full=1, or omit it\n");
  };
}

}  // namespace

web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       const Publisher& publisher, Reloader& reloader) {
  web::Routes routes;
  routes.get["/"] = Compress(ServePage(telemetry_path, publisher));
  routes.get[kFleetPath] = ServeJson(publisher);
  routes.get["/api/v1/pools.csv"] = ServePoolsCsv(publisher);
  routes.get[kLookupPath] = Compress(ServeLookup(publisher));
  routes.get["/-/healthy"] = [](const web::Request&) { return web::PlainText(200, kHealthy); };
  routes.get["/-/ready"] = [&publisher](const web::Request&) {
    return publisher.Current()->ready
               ? web::PlainText(200, "ready\n")
               : web::PlainText(503, "not ready: some clusters have not been polled yet\n");
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
