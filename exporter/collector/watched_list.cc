#include "exporter/collector/watched_list.h"

namespace exporter::collector {

std::string MetallbPath(std::string_view version, std::string_view name_space,
                        std::string_view resource) {
  std::string path = "/apis/metallb.io/" + std::string(version) + '/';
  if (!name_space.empty()) path += "namespaces/" + std::string(name_space) + '/';
  return path + std::string(resource);
}

}  // namespace exporter::collector
