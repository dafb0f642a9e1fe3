// The paths that the exporter serves, and the response of each path. Authentication comes earlier
// (web/security.h).

#ifndef EXPORTER_APP_ROUTES_H_
#define EXPORTER_APP_ROUTES_H_

#include <functional>
#include <string>

#include "exporter/app/publisher.h"
#include "exporter/app/reloader.h"
#include "exporter/sources/remote_exporter.h"
#include "exporter/web/server.h"

namespace exporter::app {

// The body of /-/healthy while the process runs.
inline constexpr const char* kHealthy = "healthy\n";

// The fleet as JSON. `?full=1`: without bounds, for another exporter. `&scan=0`: that exporter does
// not scan.
inline constexpr const char* kFleetPath = sources::kFleetPath;
inline constexpr const char* kLookupPath = "/api/v1/lookup";

// All references must outlive the routes. If `enable_lifecycle` is false, the response
// to POST /-/reload is 403. `read_for_scan` is called for another exporter that may scan.
web::Routes MakeRoutes(const std::string& telemetry_path, bool enable_lifecycle,
                       std::function<void()> read_for_scan, const Publisher& publisher,
                       Reloader& reloader);

}  // namespace exporter::app

#endif  // EXPORTER_APP_ROUTES_H_
