#include "exporter/app/routes.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/app/served_bodies.h"
#include "exporter/app/served_metrics.h"
#include "exporter/app/served_text.h"
#include "exporter/app/version.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/lookup_json.h"
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

// The value of a parameter of the query; empty if there is none.
std::string ValueOf(const web::Request& request, const char* name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

report::BodySource BodiesOf(const Publication& publication, ServedBodies& bodies) {
  return [&](const auto& clusters) { return bodies.Of(publication, clusters); };
}

// The first page of the fleet, in one order: it is rendered once for each publication, since it is
// the page that people leave open.
web::Handler ServeFirstPage(const Publisher& publisher, const web::Response& head,
                            const std::shared_ptr<ServedBodies>& bodies,
                            const report::PageFrame& frame) {
  return ServeText(publisher, head, ServedText::Changes::kWithSeconds,
                   [frame, bodies](const Publication& publication, std::chrono::sys_seconds now) {
                     report::PageFrame shown = frame;
                     shown.now = now;
                     shown.scan = publication.scan.get();
                     return report::RenderPage(publication.fleet, *publication.facts,
                                               *publication.policy, BodiesOf(publication, *bodies),
                                               shown);
                   });
}

// The pages that a query selects. nullopt for the first page of the fleet.
std::optional<web::Response> RenderSelected(const Publication& publication, ServedBodies& bodies,
                                            const web::Request& request, web::Response head,
                                            const report::PageFrame& frame) {
  const fleet::FleetView& fleet = publication.fleet;
  const fleet::FleetFacts& facts = *publication.facts;
  const fleet::FleetPolicy& policy = *publication.policy;
  const std::string lookup = ValueOf(request, "lookup");
  if (!text::Trim(lookup).empty()) {
    head.body = report::RenderLookupPage(fleet, facts, policy, lookup, frame);
  } else if (request.query.contains("cluster")) {
    const std::string name = ValueOf(request, "cluster");
    report::PageFrame shown = frame;
    if (ValueOf(request, "bodies") == "only") shown.parts = report::PageParts::kMain;
    auto page =
        report::RenderClusterPage(fleet, facts, policy, BodiesOf(publication, bodies), name, shown);
    if (!page) head.status = 404;
    head.body =
        page ? *std::move(page) : report::RenderLookupPage(fleet, facts, policy, name, frame);
  } else if (request.query.contains("pools")) {
    head.body = report::RenderPoolsPage(fleet, facts,
                                        report::ParsePoolOrder(ValueOf(request, "pools")), frame);
  } else if (frame.page > 1) {
    head.body = report::RenderPage(fleet, facts, policy, BodiesOf(publication, bodies), frame);
  } else {
    return std::nullopt;
  }
  return head;
}

web::Handler ServePage(const std::string& telemetry_path, const Publisher& publisher) {
  const web::Response head = {.content_type = "text/html; charset=utf-8",
                              .body = "",
                              .headers = {{"Content-Security-Policy", report::PagePolicy()},
                                          {"Referrer-Policy", "no-referrer"},
                                          {"Cache-Control", "no-store"}}};
  const auto bodies = std::make_shared<ServedBodies>();
  const report::PageFrame plain = {
      .version = Version(), .telemetry_path = telemetry_path, .now = {}};
  std::map<std::pair<report::ClusterOrder, report::PageParts>, web::Handler> first;
  for (const auto order : {report::ClusterOrder::kSeverity, report::ClusterOrder::kName,
                           report::ClusterOrder::kUtilization}) {
    for (const auto parts : {report::PageParts::kAll, report::PageParts::kWithoutPools}) {
      report::PageFrame frame = plain;
      frame.order = order;
      frame.parts = parts;
      first[{order, parts}] = ServeFirstPage(publisher, head, bodies, frame);
    }
  }
  return [&publisher, head, bodies, plain, first = std::move(first)](const web::Request& request) {
    report::PageFrame frame = plain;
    frame.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    frame.order = report::ParseClusterOrder(ValueOf(request, "sort"));
    frame.page = report::ParsePageNumber(ValueOf(request, "page"));
    if (request.query.contains("bodies")) frame.parts = report::PageParts::kWithoutPools;
    const auto publication = publisher.Current();
    frame.scan = publication->scan.get();
    if (auto response = RenderSelected(*publication, *bodies, request, head, frame)) {
      return *std::move(response);
    }
    return first.at({frame.order, frame.parts})(request);
  };
}

web::Handler ServeLookup(const Publisher& publisher) {
  return [&publisher](const web::Request& request) {
    const auto query = request.query.find("address");
    const auto publication = publisher.Current();
    std::string_view address;
    if (query != request.query.end()) address = query->second;
    auto answer = report::AnswerAsJson(publication->fleet, *publication->policy,
                                       publication->scan.get(), address);
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

web::Handler ServeJson(std::function<void()> read_for_scan, const Publisher& publisher) {
  const web::Response head = {
      .content_type = "application/json", .body = "", .headers = {{"Cache-Control", "no-store"}}};
  const auto render = [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
    return report::RenderJson(publication.fleet, *publication.facts, *publication.policy, {},
                              publication.scan.get());
  };
  const auto render_full = [](const Publication& publication, std::chrono::sys_seconds /*now*/) {
    return report::RenderFullJson(publication.fleet, *publication.facts, *publication.policy);
  };
  return [read_for_scan = std::move(read_for_scan),
          bounded = ServeText(publisher, head, ServedText::Changes::kWithPublications, render),
          full = ServeText(publisher, head, ServedText::Changes::kWithContent, render_full)](
             const web::Request& request) {
    const auto value = request.query.find("full");
    if (value == request.query.end()) return bounded(request);
    if (value->second == "1") {
      const auto scan = request.query.find("scan");
      if (scan == request.query.end() || scan->second != "0") read_for_scan();
      return full(request);
    }
    return web::PlainText(400, "full must be 1; write ?full=1, or omit it\n");
  };
}

}  // namespace

web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       std::function<void()> read_for_scan, const Publisher& publisher,
                       Reloader& reloader) {
  web::Routes routes;
  routes.get["/"] = Compress(ServePage(telemetry_path, publisher));
  routes.get[kFleetPath] = ServeJson(std::move(read_for_scan), publisher);
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
