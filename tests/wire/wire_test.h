// A fixture for tests of the wire scan: a private network and two stand-in clusters, cluster-a and
// cluster-b. Skips its tests if the user is not root.

#ifndef TESTS_WIRE_WIRE_TEST_H_
#define TESTS_WIRE_WIRE_TEST_H_

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/wire/private_network.h"

namespace exporter::tests {

// The addresses of the tests. `number` is the last part: "192.0.2.32", "2001:db8::32".
struct Prefix {
  std::string start = "192.0.2.";
  int length = 24;
  int host_length = 32;

  std::string operator()(int number) const { return start + std::to_string(number); }
  // For an interface: in the subnet, or one address alone.
  std::string OfSubnet(int number) const { return (*this)(number) + '/' + std::to_string(length); }
  std::string Alone(int number) const {
    return (*this)(number) + '/' + std::to_string(host_length);
  }
};

inline void PrintTo(const Prefix& prefix, std::ostream* out) { *out << prefix.start; }

inline const Prefix kIpv4Prefix;
inline const Prefix kIpv6Prefix = {.start = "2001:db8::", .length = 64, .host_length = 128};

// A scan's result.
struct Scanned {
  int status = 0;
  std::string errors;
  Json json;  // null if standard output is not JSON

  // For each address: the verdict, then who answered: "split cluster-a/a1 cluster-a/a2". A host
  // without a node is shown by its MAC address or its name.
  std::map<std::string, std::string> Findings() const;
  // All notes and errors, one a line.
  std::string Notes() const;
};

class WireTest : public testing::Test {
 protected:
  WireTest();

  void SetUp() override;

  static void AddPool(standin::ApiServer& cluster, const std::string& name,
                      const std::vector<std::string>& ranges);
  // Assigns the address to the Service shop/NAME.
  static void Assign(standin::ApiServer& cluster, const std::string& name,
                     const std::string& address);
  static void AddNode(standin::ApiServer& cluster, const std::string& name,
                      const std::vector<std::string>& addresses);

  // Two nodes of cluster-a, one of cluster-b, and a host that is not a node: 11, 12, 21 and 99. The
  // other arguments: more addresses of each.
  void AddHosts(const Prefix& prefix, const std::vector<int>& a1 = {},
                const std::vector<int>& a2 = {}, const std::vector<int>& b1 = {},
                const std::vector<int>& x = {});
  // An address that only this interface of the host has.
  static void AddAddress(const std::string& host, const std::string& address);
  static void RemoveAddress(const std::string& host, const std::string& address);

  // `scan` through eth9 with short times, as JSON.
  Scanned Scan(const Arguments& flags = {}) const;
  Scanned ScanAs(const Arguments& before, const Arguments& flags = {}) const;
  static Scanned Read(const Finished& finished);
  // The arguments of Scan, with the program.
  Arguments ScanArguments(const Arguments& flags) const;

  // The clusters' servers listen on all addresses.
  std::string WriteKubeconfig(const std::string& host) const;

  PrivateNetwork network_;  // the first one: the servers are in the network
  standin::ApiServer a_{{.host = "0.0.0.0", .uid = "uid-a"}};
  standin::ApiServer b_{{.host = "0.0.0.0", .uid = "uid-b"}};
  TemporaryFolder folder_;
  std::string kubeconfig_;
};

}  // namespace exporter::tests

#endif  // TESTS_WIRE_WIRE_TEST_H_
