// Chooses the interfaces that a scan uses. Does not read the system (wire/interfaces.h). Pure.

#ifndef EXPORTER_SCAN_CHOSEN_INTERFACES_H_
#define EXPORTER_SCAN_CHOSEN_INTERFACES_H_

#include <optional>
#include <string>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/result/result.h"
#include "exporter/scan/interface.h"

namespace exporter::scan {

// An interface to scan, and the networks to which it belongs.
struct ChosenInterface {
  std::string name;
  std::vector<std::string> networks;  // empty: every network that it reaches
};

struct Candidate {
  Interface interface;
  std::vector<std::string> networks;  // the wanted ones; empty: every network that it reaches
  std::optional<Error> error;         // why it cannot be scanned
};

// The chosen ones of `interfaces`. If none is chosen: every interface that is up, can broadcast,
// and reaches an address of a pool.
std::vector<Candidate> ChooseInterfaces(const std::vector<ChosenInterface>& chosen,
                                        const std::vector<Interface>& interfaces,
                                        const fleet::FleetView& fleet);

// Why nothing can be scanned: no data, or no interface in the subnet of a pool.
Error NothingToScan(const std::vector<Interface>& interfaces, const fleet::FleetView& fleet);

// "eth1 192.0.2.5/24".
std::string Describe(const Interface& interface);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_CHOSEN_INTERFACES_H_
