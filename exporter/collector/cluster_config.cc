#include "exporter/collector/cluster_config.h"

#include "exporter/credentials/url.h"

namespace exporter::collector {

std::string ServerKey(const Result<credentials::Access>& access) {
  if (!access) return {};
  return credentials::OriginOf(access->endpoint) + access->endpoint.path_prefix + '\n' +
         access->tls_server_name + '\n' +
         (access->proxy ? credentials::OriginOf(*access->proxy) : "");
}

}  // namespace exporter::collector
