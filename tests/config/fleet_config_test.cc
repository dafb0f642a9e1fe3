#include "exporter/config/fleet_config.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::config {
namespace {

std::string ErrorOf(const std::string& text) {
  const auto config = ParseFleetConfig(text, "exporter.yaml");
  if (!config) return config.error().message;
  const auto not_empty = CheckNotEmpty(*config, "exporter.yaml");
  if (!not_empty) return not_empty.error().message;
  const auto valid = CheckContexts(*config, "exporter.yaml");
  return valid ? "no error" : valid.error().message;
}

TEST(FleetConfig, ReadsOtherExporters) {
  const auto config = ParseFleetConfig(
      "fleets:\n- {url: 'https://e', prefix: east/, ca_file: ca.crt, username: u, password_file: "
      "p}\n"
      "- url: http://w\n",
      "exporter.yaml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->sources.size(), 2U);
  const ConfiguredSource& east = config->sources[0];
  EXPECT_EQ(east.url, "https://e");
  EXPECT_EQ(east.prefix, "east/");
  EXPECT_EQ(east.ca_file, "ca.crt");
  EXPECT_EQ(east.username, "u");
  EXPECT_EQ(east.password_file, "p");
  EXPECT_EQ(east.line, 2);
  EXPECT_EQ(config->sources[1].prefix, "");
  EXPECT_FALSE(config->sources[1].ca_file);
  EXPECT_EQ(ErrorOf("fleets: [{prefix: a}]"), "exporter.yaml:1: an entry of fleets needs a url");
  EXPECT_EQ(ErrorOf("fleets:\n- {url: 'http://w', password_file: p}"),
            "exporter.yaml:2: password_file needs a username");
  EXPECT_EQ(ErrorOf("fleets:\n- {url: 'http://w', prefx: p}"),
            "exporter.yaml:2: unknown key \"prefx\"; did you mean \"prefix\"?");
  EXPECT_EQ(ErrorOf("fleets:\n- url: http://w\n  prefix: \"a\\n\""),
            "exporter.yaml:3: prefix \"a[U+000A]\" must not contain a control character");
  EXPECT_EQ(ErrorOf("fleets:\n- url: http://w\n  prefix: " + std::string(201, 'x')),
            "exporter.yaml:3: prefix must have at most 200 bytes, found 201");
}

TEST(FleetConfig, ReadsClustersAndNetworks) {
  const auto config = ParseFleetConfig(R"(
clusters:
  - name: cluster-a
    context: prod-a
    kubeconfig: /etc/kube/a
    network: rack-1
    lb_class: example.com/lb
  - context: prod-b
  - name: here
    in_cluster: true
networks:
  - name: rack-1
    shared_addresses: [10.9.0.0/28, 10.9.1.5, 10.9.0.15-10.9.0.16]
    prefixes: [10.9.1.0/24, "2001:db8::/64", 10.9.0.0/24]
  - name: spare
)",
                                       "exporter.yaml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_TRUE(config->clusters);
  ASSERT_EQ(config->clusters->size(), 3U);
  const ConfiguredCluster& a = config->clusters->at(0);
  EXPECT_EQ(a.name, "cluster-a");
  EXPECT_EQ(a.context, "prod-a");
  EXPECT_EQ(a.kubeconfig, "/etc/kube/a");
  EXPECT_EQ(a.network, "rack-1");
  EXPECT_EQ(a.lb_class, "example.com/lb");
  EXPECT_FALSE(a.in_cluster);
  EXPECT_EQ(a.line, 3);
  const ConfiguredCluster& b = config->clusters->at(1);
  EXPECT_EQ(b.name, "prod-b") << "the context's name";
  EXPECT_EQ(b.network, "default");
  EXPECT_FALSE(b.kubeconfig);
  EXPECT_FALSE(b.lb_class);
  EXPECT_TRUE(config->clusters->at(2).in_cluster);
  ASSERT_EQ(config->networks.size(), 2U);
  EXPECT_EQ(config->networks[0].shared_addresses.Size().ToString(), "18");
  EXPECT_TRUE(config->networks[1].shared_addresses.empty());
  ASSERT_EQ(config->networks[0].prefixes.size(), 3U);
  EXPECT_EQ(config->networks[0].prefixes[0].range.ToString(), "10.9.0.0-10.9.0.255");
  EXPECT_EQ(config->networks[0].prefixes[2].text, "2001:db8::/64");
  EXPECT_TRUE(config->networks[1].prefixes.empty());
  EXPECT_TRUE(CheckContexts(*config, "exporter.yaml"));
}

TEST(FleetConfig, HasOptionalSections) {
  for (const char* text : {"", "# nothing\n", "networks: []", "clusters:\n"}) {
    const auto config = ParseFleetConfig(text, "exporter.yaml");
    ASSERT_TRUE(config) << text << config.error().message;
    EXPECT_FALSE(config->clusters) << text;
  }
  EXPECT_EQ(ParseFleetConfig("# nothing\n", "c.yaml")->warnings,
            std::vector<std::string>{"c.yaml is empty; every context is read"});
  EXPECT_TRUE(ParseFleetConfig("networks: []", "c.yaml")->warnings.empty());
}

TEST(FleetConfig, NeedsContextsForServersButNotForManifests) {
  const char* const text = "clusters:\n- {name: a, network: rack-1}";
  EXPECT_TRUE(ParseFleetConfig(text, "exporter.yaml"));
  EXPECT_EQ(
      ErrorOf(text),
      "exporter.yaml:2: cluster \"a\" needs a context of its kubeconfig, or in_cluster: true");
}

TEST(FleetConfig, RejectsAMisspelledNetworkAndWarnsOfAnUnlistedOne) {
  EXPECT_EQ(ErrorOf("clusters:\n- context: a\n  network: rack1\nnetworks: [{name: rack-1}]"),
            "exporter.yaml:3: network \"rack1\" is not listed under \"networks\"; did you mean "
            "\"rack-1\"?");
  const auto config = ParseFleetConfig(
      "clusters:\n- {context: a, network: rack-2}\n- context: b\nnetworks: [{name: rack-1}]", "c");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->warnings,
            std::vector<std::string>{"c:2: network \"rack-2\" is not listed under \"networks\""});
  EXPECT_TRUE(ParseFleetConfig("clusters:\n- {context: a, network: n}", "c")->warnings.empty());
}

TEST(FleetConfig, RejectsAMisspelledDefaultNetwork) {
  const std::string networks = "networks:\n- {name: defualt, shared_addresses: [10.0.0.1]}\n";
  const std::string error = R"(:2: network "defualt" has no cluster; did you mean "default"?)";
  EXPECT_EQ(ErrorOf(networks), "exporter.yaml" + error);
  EXPECT_EQ(ErrorOf(networks + "clusters: [{context: a}]"), "exporter.yaml" + error);
  for (const char* clusters : {"clusters: [{context: a, network: defualt}, {context: b}]",
                               "clusters: [{context: a, network: defualt}]", "- {name: default}"}) {
    EXPECT_TRUE(ParseFleetConfig(networks + clusters, "c")) << clusters;
  }
  EXPECT_TRUE(ParseFleetConfig("networks: [{name: rack-1}]", "c"));
}

TEST(FleetConfig, WarnsOfPrefixesInTwoNetworks) {
  const auto config = ParseFleetConfig(
      "networks:\n- {name: a, prefixes: [10.0.0.0/16, 10.1.0.0/24]}\n"
      "- {name: b, prefixes: [10.0.9.0/24, 10.1.1.0/24]}",
      "c.yaml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(
      config->warnings,
      std::vector<std::string>{
          "c.yaml:3: prefix 10.0.9.0/24 of network \"b\" overlaps 10.0.0.0/16 of network \"a\" "
          "in line 2; conflicts between clusters of two networks are not reported"});
}

TEST(FleetConfig, ReportsWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"- a", "exporter.yaml:1: the configuration must be an object (key: value), found a list"},
      {"cluster: []", "exporter.yaml:1: unknown key \"cluster\"; did you mean \"clusters\"?"},
      {"rules: []",
       "exporter.yaml:1: unknown key \"rules\" in the configuration; known keys: clusters, "
       "networks, scan, fleets"},
      {"networks: []\nclusters: []",
       "exporter.yaml:2: \"clusters\" is empty; list clusters, or omit it to read every context"},
      {"clusters: {a: b}", "exporter.yaml:1: \"clusters\" must be a list, found an object"},
      {"clusters:\n- netwrok: a\n",
       "exporter.yaml:2: unknown key \"netwrok\"; did you mean \"network\"?"},
      {"clusters:\n- {}", "exporter.yaml:2: a cluster needs a context or a name"},
      {"clusters:\n- a",
       "exporter.yaml:2: an entry of clusters must be an object (key: value), found a string"},
      {"clusters:\n- context: 7",
       "exporter.yaml:2: \"context\" must be a string, found an integer"},
      {"clusters:\n- context: ''", "exporter.yaml:2: \"context\" is empty"},
      {"clusters:\n- context: a\n  in_cluster: true",
       "exporter.yaml:3: in_cluster and context are both set; remove one"},
      {"clusters:\n- name: a\n  kubeconfig: k\n  in_cluster: true",
       "exporter.yaml:4: in_cluster and kubeconfig are both set; remove one"},
      {"clusters:\n- {context: a, kubeconfig: k, in_cluster: true}",
       "exporter.yaml:2: in_cluster and context are both set; remove one"},
      {"clusters:\n- {name: x, in_cluster: maybe}",
       "exporter.yaml:2: \"in_cluster\" must be true or false, found a string"},
      {"clusters:\n- context: a\n- {name: a, context: b}",
       "exporter.yaml:3: duplicate cluster \"a\", first in line 2"},
      {"networks:\n- {name: net}\n- {name: net}",
       "exporter.yaml:3: duplicate network \"net\", first in line 2"},
      {"networks:\n- {shared_addresses: []}", "exporter.yaml:2: a network needs a name"},
      {"networks:\n- name: net\n  shared_addresses: [10.0.0.0/33]",
       "exporter.yaml:3: shared_addresses \"10.0.0.0/33\": prefix length \"33\" must be a number "
       "up "
       "to 32, or 128 for IPv6"},
      {"networks:\n- name: net\n  prefixes: [10.0.0.1-10.0.0.9]",
       "exporter.yaml:3: prefixes \"10.0.0.1-10.0.0.9\" must be a CIDR such as 192.168.1.0/24, not "
       "a range"},
      {"networks:\n- name: net\n  prefixes: 10.0.0.1",
       "exporter.yaml:3: prefixes: \"10.0.0.1\" has no prefix length; write 10.0.0.1/32"},
      {"networks:\n- name: net\n  prefixes: [10.0.0.0/8, 10.1/16]",
       "exporter.yaml:3: prefixes \"10.1/16\": \"10.1\" is not an IP address (write all four "
       "octets)"},
      {"networks:\n- name: net\n  prefixes: [192.168.1.5/24]",
       "exporter.yaml:3: prefixes \"192.168.1.5/24\" has host bits set; write 192.168.1.0/24"},
      {"networks:\n- name: net\n  prefixes: [\"2001:db8::1/64\"]",
       "exporter.yaml:3: prefixes \"2001:db8::1/64\" has host bits set; write 2001:db8::/64"},
      {"networks:\n- name: net\n  prefixes:\n  - 10.0.1.0/24\n  - 10.0.0.0/16",
       "exporter.yaml:5: prefixes \"10.0.0.0/16\" overlaps \"10.0.1.0/24\" in line 4; remove one "
       "of them"},
      {"networks:\n- name: net\n  prefixes: [10.0.0.0/24, 10.0.0.0/24]",
       "exporter.yaml:3: prefixes \"10.0.0.0/24\" overlaps \"10.0.0.0/24\" in line 3; remove one "
       "of them"},
      {"networks:\n- name: net\n  shared_addresses: [10.0.0.0/24, 7]",
       "exporter.yaml:3: \"shared_addresses\" must be a string or a list of strings, found an "
       "integer"},
      {"a: b\n---\nc: d", "exporter.yaml: must be one YAML document, found 2"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(ErrorOf(text), expected) << text;
}

}  // namespace
}  // namespace exporter::config
