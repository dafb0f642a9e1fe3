// The paths that the exporter serves, and the response of each path. Authentication comes earlier
// (web/security.h).

#ifndef EXPORTER_APP_ROUTES_H_
#define EXPORTER_APP_ROUTES_H_

#include <string>

#include "exporter/app/publisher.h"
#include "exporter/app/reloader.h"
#include "exporter/collector/collector.h"
#include "exporter/web/server.h"

namespace exporter::app {

// The body of /-/healthy while the process runs.
inline constexpr const char* kHealthy = "healthy\n";

// The fleet as JSON. `?full=1`: without bounds, for another exporter, which may scan. Therefore,
// such a request calls Collector::ReadForScan.
inline constexpr const char* kFleetPath = "/api/v1/fleet";
inline constexpr const char* kLookupPath = "/api/v1/lookup";

// All references must outlive the routes. If `enable_lifecycle` is false, the response
// to POST /-/reload is 403.
web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       collector::Collector& collector, const Publisher& publisher,
                       Reloader& reloader);

}  // namespace exporter::app

#endif  // EXPORTER_APP_ROUTES_H_
