#include "exporter/validation/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "exporter/text/list_text.h"

namespace exporter::validation {

std::string NameOf(const metallb::AddressPool& pool, const metallb::DeclaredCluster& cluster) {
  const auto of_that_name =
      std::count_if(cluster.pools.begin(), cluster.pools.end(),
                    [&pool](const auto& each) { return each.object.name == pool.name; });
  return NameOf(pool, cluster, of_that_name > 1);
}

std::string NameOf(const metallb::AddressPool& pool, const metallb::DeclaredCluster& cluster,
                   bool has_namesake) {
  const bool qualified = has_namesake && !pool.name_space.empty();
  return fmt::format(R"(pool "{}{}" of cluster "{}")", qualified ? pool.name_space + '/' : "",
                     pool.name, cluster.name);
}

std::string NameOf(const metallb::Advertisement& advertisement,
                   const metallb::DeclaredCluster& cluster) {
  // The advertisement of a legacy pool (AddressPool or ConfigMap) is a part of the pool.
  const bool own = advertisement.kind == metallb::Advertisement::Kind::kPool;
  return fmt::format(R"({} "{}" of cluster "{}")", own ? "pool" : Name(advertisement.kind),
                     advertisement.name, cluster.name);
}

std::string Summary(const addresses::AddressSet& set) {
  const auto ranges = set.ranges();
  const std::string size = set.Size().ToString();
  return fmt::format("{}{} ({} {})", ranges.front().ToString(), text::AndMore(ranges.size() - 1),
                     size, size == "1" ? "address" : "addresses");
}

std::string Place(const std::string& file, int line) {
  return line > 0 ? fmt::format("{}:{}", file, line) : file;
}

}  // namespace exporter::validation
