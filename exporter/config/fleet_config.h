// The configuration file: the clusters, their networks, and addresses that are shared on purpose.
//
//   clusters:
//     - {name: cluster-a, context: prod-a, kubeconfig: /etc/kube/a, network: rack-1}
//     - {name: here, in_cluster: true}
//   networks:
//     - {name: rack-1, shared_addresses: [10.9.0.0/28], prefixes: [10.9.0.0/16]}
//   scan:
//     known_macs:
//       - {mac: "02:00:00:00:00:01", name: core router}
//   fleets:
//     - {url: "https://east:10472", prefix: east/, ca_file: ca.crt, username: u, password_file: p}
//
// All four are optional. Does not read kubeconfigs and does not check whether contexts exist (see
// kubeconfig/). A value type, pure.

#ifndef EXPORTER_CONFIG_FLEET_CONFIG_H_
#define EXPORTER_CONFIG_FLEET_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/config/network_prefixes.h"
#include "exporter/result/result.h"

namespace exporter::config {

inline constexpr std::string_view kDefaultNetwork = "default";

struct ConfiguredCluster {
  std::string name;                       // unique
  std::string context;                    // empty: none
  std::optional<std::string> kubeconfig;  // as written; may be relative to the configuration file
  std::string network = std::string(kDefaultNetwork);
  std::optional<std::string> lb_class;
  bool in_cluster = false;  // the Pod's own service account; excludes context and kubeconfig
  int line = 0;
  int network_line = 0;  // 0 if the file does not set the network
};

struct ConfiguredNetwork {
  std::string name;                        // unique
  addresses::AddressSet shared_addresses;  // assigned by several clusters on purpose
  std::vector<Prefix> prefixes;            // its subnets, sorted and disjoint
  int line = 0;
};

// A host that is not a node, whose answers to a scan are named.
struct KnownMac {
  std::string mac;  // "02:00:00:00:00:01": lower case with colons; unique
  std::string name;
  int line = 0;
};

// Another exporter whose clusters are part of the fleet.
struct ConfiguredSource {
  std::string url;     // as written; may contain a password
  std::string prefix;  // of the names of its clusters; empty: none
  // Paths as written; they may be relative to the configuration file.
  std::optional<std::string> ca_file;
  std::optional<std::string> username;  // set if and only if password_file is
  std::optional<std::string> password_file;
  int line = 0;
};

struct FleetConfig {
  // nullopt if the file has no `clusters`, or an empty list. The list here is not empty.
  std::optional<std::vector<ConfiguredCluster>> clusters;
  int empty_clusters_line = 0;  // of a list of clusters that is empty; 0: there is none
  std::vector<ConfiguredNetwork> networks;
  std::vector<KnownMac> known_macs;
  std::vector<ConfiguredSource> sources;
  std::vector<std::string> warnings;  // "file:line: what"
};

// `file` is the name in errors and warnings. An empty text is a warning.
// Errors: kConfig, "/etc/exporter.yaml:7: …":
// - text that is not YAML, an unknown key, a value of another type, an invalid address;
// - a missing or duplicate name;
// - a cluster that has in_cluster and also a context or kubeconfig;
// - a prefix that is not a CIDR, has host bits set, or overlaps another prefix of its network;
// - a source without a URL, or with one of username and password_file; a prefix of a source that
//   contains a control character or has more than 200 bytes;
// - a MAC that is not six octets in hexadecimal digits, or that is listed twice;
// - a network that is not listed, if a listed network has a similar name; also the default network.
Result<FleetConfig> ParseFleetConfig(std::string_view text, const std::string& file);

// Rejects an empty list of clusters, which means something only if other exporters are read.
// Errors: kConfig.
Result<void> CheckNotEmpty(const FleetConfig& config, const std::string& file);

// Checks that each cluster has a context or in_cluster. Commands that poll clusters need this.
// `validate` does not.
// Errors: kConfig.
Result<void> CheckContexts(const FleetConfig& config, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_FLEET_CONFIG_H_
