// The result of one scan of the wire. Plain values, pure.

#ifndef EXPORTER_SCAN_SCAN_REPORT_H_
#define EXPORTER_SCAN_SCAN_REPORT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/result/result.h"
#include "exporter/scan/findings.h"

namespace exporter::scan {

// The scan of one network through one interface. The counts are those of the first look.
struct SegmentScan {
  std::string interface;
  std::string network;
  std::size_t asked = 0;
  std::size_t answered = 0;
  std::size_t silent = 0;              // assigned addresses without an answer
  std::size_t expected = 0;            // assigned addresses and nodes that were asked for
  std::vector<fleet::PoolName> pools;  // with an address that the interface can ask for
  bool omits_unassigned = false;
  addresses::AddressSet not_asked;  // unassigned addresses that another scan asks for
  // The nodes that this host is, as "cluster/node". It cannot see its own answers.
  std::vector<std::string> own_nodes;
  std::vector<std::string> unknown_nodes;  // clusters whose nodes could not be read
  // IPv6 addresses of pools were not asked for, because the interface has no link-local address.
  bool lacks_link_local = false;
};

struct InterfaceScan {
  std::string interface;
  std::optional<Error> error;  // the interface could not be scanned to the end
  std::chrono::duration<double> duration{0};
  std::uint64_t sent = 0;     // packets
  std::uint64_t dropped = 0;  // packets that the kernel dropped
};

// A cluster whose data is stale or unknown, and why; or another exporter that was never read or is
// incomplete (source_view.h).
struct UnreadCluster {
  std::string cluster;      // empty for another exporter
  std::string reason;       // empty: unknown
  std::string source = {};  // empty for a cluster
  bool incomplete = false;  // a source with data, of which a part is missing
};

// The assigned addresses that no scanned interface could ask for.
struct UnreachedAddresses {
  std::size_t count = 0;
  std::optional<addresses::IpAddress> first;  // the lowest one
};

struct ScanReport {
  std::optional<Error> error;  // no interface could be scanned, for this reason
  std::vector<InterfaceScan> interfaces;
  std::vector<SegmentScan> segments;  // of interfaces without an error
  std::vector<WireFinding> findings;  // sorted by interface, network and address
  std::vector<UnreadCluster> unread;
  UnreachedAddresses unreached = {};
  // Names of known_macs such as "cluster-a/typo": the cluster is known, and has no such node.
  std::vector<std::string> unknown_names = {};
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_SCAN_REPORT_H_
