// Interfaces, hosts and answers in memory, for tests of the wire scan. Nothing is sent.

#ifndef TESTS_SCAN_MADE_SEGMENT_H_
#define TESTS_SCAN_MADE_SEGMENT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "exporter/scan/mac_owners.h"
#include "tests/support/made_fleet.h"

namespace exporter::tests {

inline addresses::IpAddress MakeAddress(const std::string& text) {
  return addresses::IpAddress::Parse(text).value();
}

// 02:00:00:00:CC:NN, for example of cluster 0x0a and node 1.
constexpr scan::MacAddress MakeMac(std::uint8_t cluster, std::uint8_t node) {
  return {{0x02, 0, 0, 0, cluster, node}};
}

inline constexpr scan::MacAddress kOwnMac = MakeMac(0xff, 1);

// "eth0", with addresses such as "192.0.2.250/24".
inline scan::Interface MakeInterface(const std::vector<std::string>& addresses) {
  scan::Interface interface;
  interface.name = "eth0";
  interface.index = 2;
  interface.mac = kOwnMac;
  interface.up = true;
  interface.broadcast = true;
  for (const std::string& text : addresses) {
    const std::size_t slash = text.find('/');
    interface.addresses.push_back(
        {MakeAddress(text.substr(0, slash)), std::stoi(text.substr(slash + 1))});
  }
  interface.link_local = MakeAddress("fe80::250");
  return interface;
}

// Each asked address, and the hosts that answered: {"192.0.2.100", {kA1, kB1}}.
using Heard = std::vector<std::pair<std::string, std::vector<scan::MacAddress>>>;

inline scan::Answers MakeAnswers(const Heard& heard) {
  std::vector<addresses::IpAddress> asked;
  for (const auto& [address, hosts] : heard) asked.push_back(MakeAddress(address));
  scan::Answers answers(std::move(asked));
  for (const auto& [address, hosts] : heard) {
    for (const scan::MacAddress& host : hosts) answers.Add({MakeAddress(address), host});
  }
  return answers;
}

// A segment of the network "default", with the proxies that FindProxies finds.
inline scan::SegmentAnswers MakeSegment(const scan::Interface& interface, fleet::FleetView fleet,
                                        const Heard& heard) {
  scan::SegmentAnswers segment{{interface, "default"}, std::move(fleet), MakeAnswers(heard), {}};
  segment.proxies = scan::FindProxies(segment.fleet, segment.answers);
  return segment;
}

}  // namespace exporter::tests

#endif  // TESTS_SCAN_MADE_SEGMENT_H_
