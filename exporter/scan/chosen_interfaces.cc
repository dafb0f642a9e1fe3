#include "exporter/scan/chosen_interfaces.h"

#include <algorithm>

#include "exporter/scan/segment.h"

namespace exporter::scan {
namespace {

Error IsDown(const Interface& interface) {
  return {ErrorKind::kUnreachable, "interface " + interface.name + " is down"};
}

Candidate Choose(const ChosenInterface& chosen, const std::vector<Interface>& interfaces) {
  Candidate candidate{{}, chosen.networks, {}};
  candidate.interface.name = chosen.name;
  const std::string place = "interface " + chosen.name;
  const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                  [&](const Interface& each) { return each.name == chosen.name; });
  if (found == interfaces.end()) {
    std::string names;
    for (const Interface& each : interfaces) names += (names.empty() ? "" : ", ") + each.name;
    candidate.error = Error(ErrorKind::kConfig, place + " does not exist; this host has " + names);
    return candidate;
  }
  candidate.interface = *found;
  if (!found->broadcast) {
    candidate.error = Error(ErrorKind::kConfig, place + " is not an Ethernet interface");
  } else if (!found->up) {
    candidate.error = IsDown(*found);
  } else if (found->addresses.empty()) {
    candidate.error = Error(ErrorKind::kConfig, place + " has no IP address");
  }
  return candidate;
}

}  // namespace

std::vector<Candidate> ChooseInterfaces(const std::vector<ChosenInterface>& chosen,
                                        const std::vector<Interface>& interfaces,
                                        const fleet::FleetView& fleet) {
  std::vector<Candidate> candidates;
  candidates.reserve(std::max(chosen.size(), interfaces.size()));
  for (const ChosenInterface& each : chosen) {
    candidates.push_back(Choose(each, interfaces));
  }
  if (!chosen.empty()) return candidates;
  for (const Interface& interface : interfaces) {
    if (!interface.up || !interface.broadcast) continue;
    if (!ReachableNetworks(fleet, interface).empty()) candidates.push_back({interface, {}, {}});
  }
  return candidates;
}

Error NothingToScan(const std::vector<Interface>& interfaces, const fleet::FleetView& fleet) {
  const bool has_data =
      std::any_of(fleet.clusters.begin(), fleet.clusters.end(),
                  [](const auto& cluster) { return cluster.snapshot != nullptr; });
  if (!has_data) return {ErrorKind::kUnreachable, "no cluster could be read"};
  for (const Interface& each : interfaces) {
    if (!each.up && each.broadcast && !ReachableNetworks(fleet, each).empty()) return IsDown(each);
  }
  std::string list;
  for (const Interface& each : interfaces) {
    if (each.broadcast) list += (list.empty() ? "" : ", ") + Describe(each);
  }
  return {ErrorKind::kConfig, "no interface of this host is in the subnet of a pool (interfaces: " +
                                  (list.empty() ? "none" : list) +
                                  "); scan from a host in that subnet"};
}

std::string Describe(const Interface& interface) {
  std::string text = interface.name;
  for (const scan::InterfaceAddress& own : interface.addresses) {
    text += ' ' + own.address.ToString() + '/' + std::to_string(own.prefix_length);
  }
  return text;
}

}  // namespace exporter::scan
