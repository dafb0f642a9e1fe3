#include "exporter/cli/remote_fleet.h"

#include <utility>

#include "exporter/app/version.h"
#include "exporter/sources/remote_exporter.h"

namespace exporter::cli {

wire::FleetSource FleetAt(const std::string& url, const kubeconfig::Environment& environment,
                          std::chrono::milliseconds timeout) {
  return [url, environment, timeout]() -> Result<wire::ScannedFleet> {
    auto access = sources::RemoteExporter::ParseUrl(url);
    if (!access) return tl::unexpected(access.error());
    access->system_ca_file = environment.ssl_cert_file;
    access->system_ca_folders = environment.ssl_cert_dir;
    auto remote = sources::RemoteExporter(*access, app::UserAgent())
                      .GetFleet({.at = std::chrono::steady_clock::now() + timeout});
    if (!remote) return tl::unexpected(remote.error());
    const std::string name = sources::BaseUrl(access->endpoint);
    if (!remote->full) {
      return Fail(ErrorKind::kProtocol,
                  name + ": the exporter is too old to serve its whole fleet; update it");
    }
    if (remote->omits_entries) {
      remote->fleet.sources.push_back({.source = name,
                                       .tried = true,
                                       .up = true,
                                       .incomplete = true,
                                       .last_success = std::chrono::system_clock::now(),
                                       .last_error = {}});
    }
    return wire::ScannedFleet{std::move(remote->fleet), std::move(remote->policy)};
  };
}

}  // namespace exporter::cli
