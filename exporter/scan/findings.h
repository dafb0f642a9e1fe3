// The findings of a scan: what the answers for an address mean, given who assigned it.
//
// A host that answers for nearly every unassigned address of a pool (proxy ARP) is reported once,
// and takes no part in other findings. Addresses that are shared on purpose have no finding. Pure.

#ifndef EXPORTER_SCAN_FINDINGS_H_
#define EXPORTER_SCAN_FINDINGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/assigned_addresses.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/scan/mac_owners.h"

namespace exporter::scan {

// From the worst to the best.
enum class WireVerdict {
  kDuplicate,  // assigned by two clusters
  kStolen,     // answered by a node of another cluster
  kForeign,  // answered by a host that is not a node; or one of several hosts with a node's address
  kSplit,    // answered by two nodes of its cluster
  kSquatter,  // unassigned, and answered by a host
  kNode,      // unassigned, and the address of a node
  kProxyArp,  // a host answers for nearly every unassigned address
  kFlux,      // answered by two network cards of one node
  kSilent,    // assigned, without an answer
  kOk,
};

inline constexpr std::size_t kWireVerdicts = static_cast<std::size_t>(WireVerdict::kOk) + 1;

// "duplicate", "proxy-arp" and so on.
std::string_view Name(WireVerdict verdict);

enum class Severity { kOk, kInfo, kWarning, kCritical };

Severity SeverityOf(WireVerdict verdict);
// "ok", "info", "warning", "critical".
std::string_view Name(Severity severity);

// A host that answered.
struct Answerer {
  MacAddress mac;
  std::string cluster;  // empty: no node of a known cluster
  std::string node;     // empty: unknown
  std::string name;     // of a known device, or "VRRP group 12"; empty: none
  bool this_host = false;
  // The sender of the Ethernet frame, if it is not `mac`.
  std::optional<MacAddress> ethernet_source = {};

  bool operator==(const Answerer&) const = default;
};

struct WireFinding {
  addresses::IpAddress address;  // of proxy ARP: the lowest one
  WireVerdict verdict = WireVerdict::kOk;
  std::string network;
  std::string interface;
  // Empty for proxy ARP, unless no unassigned address was asked for.
  std::vector<fleet::Holder> assigned;
  std::vector<MacOwner> nodes;         // whose own address it is
  std::vector<fleet::PoolName> pools;  // that contain the address; of proxy ARP: where it answers
  std::vector<Answerer> answers;       // of proxy ARP: the host
  std::size_t answers_omitted = 0;     // how many more hosts answered
  std::size_t addresses = 1;           // of proxy ARP: how many unassigned ones it answered for

  bool operator==(const WireFinding&) const = default;
};

// The findings about one segment, sorted by address. The address of a node has one if several hosts
// answer for it: split, stolen or foreign; flux if they are cards of the node, and this is their
// only finding.
std::vector<WireFinding> FindOnWire(const SegmentAnswers& heard, const MacOwners& owners,
                                    const fleet::FleetPolicy& policy);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_FINDINGS_H_
