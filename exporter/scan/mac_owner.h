// A node, or an unknown node of a cluster, to which a MAC address belongs. A plain value.

#ifndef EXPORTER_SCAN_MAC_OWNER_H_
#define EXPORTER_SCAN_MAC_OWNER_H_

#include <compare>
#include <string>

namespace exporter::scan {

struct MacOwner {
  std::string cluster;
  std::string node;  // empty: unknown

  auto operator<=>(const MacOwner&) const = default;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_MAC_OWNER_H_
