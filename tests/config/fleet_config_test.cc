#include "exporter/config/fleet_config.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace exporter::config {
namespace {

std::string ErrorOf(const std::string& text) {
  const auto config = ParseFleetConfig(text, "exporter.yaml");
  if (!config) return config.error().message;
  const auto reachable = CheckReachable(*config, "exporter.yaml");
  return reachable ? "no error" : reachable.error().message;
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
  EXPECT_TRUE(CheckReachable(*config, "exporter.yaml"));
}

TEST(FleetConfig, MayLeaveEverythingOut) {
  for (const char* text : {"", "# nothing\n", "networks: []", "clusters:\n"}) {
    const auto config = ParseFleetConfig(text, "exporter.yaml");
    ASSERT_TRUE(config) << text << config.error().message;
    EXPECT_FALSE(config->clusters) << text;
  }
}

TEST(FleetConfig, NamesAloneAreEnoughForManifestsAndNotForServers) {
  const auto config = ParseFleetConfig("clusters:\n- {name: a, network: rack-1}", "exporter.yaml");
  ASSERT_TRUE(config);
  EXPECT_EQ(ErrorOf("clusters:\n- {name: a, network: rack-1}"),
            "configuration exporter.yaml: line 2: cluster \"a\" has no context; name one of its "
            "kubeconfig, or set in_cluster: true");
}

TEST(FleetConfig, TellsWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"cluster: []",
       "line 1: unknown key \"cluster\" in the configuration; known there: "
       "clusters, networks"},
      {"clusters: []",
       "line 1: clusters is empty; list some, or leave it out to read every context"},
      {"clusters: {a: b}", "line 1: clusters is an object where a list should be"},
      {"- a", "line 1: the configuration is a list where a mapping should be"},
      {"clusters:\n- contxt: a\n",
       "line 2: unknown key \"contxt\" in an entry of clusters; known there: name, context, "
       "kubeconfig, network, lb_class, in_cluster"},
      {"clusters:\n- {}", "line 2: a cluster without a name and a context"},
      {"clusters:\n- a", "line 2: an entry of clusters is a string where a mapping should be"},
      {"clusters:\n- context: 7", "line 2: context is an integer where a string should be"},
      {"clusters:\n- context: ''", "line 2: context is empty"},
      {"clusters:\n- context: a\n  in_cluster: true",
       "line 3: in_cluster and a context or kubeconfig are both given; keep one"},
      {"clusters:\n- {name: x, in_cluster: maybe}",
       "line 2: in_cluster is a string where true or false should be"},
      {"clusters:\n- context: a\n- {name: a, context: b}",
       "line 3: a second cluster with name \"a\"; give it another"},
      {"networks:\n- {name: net}\n- {name: net}",
       "line 3: a second network with name \"net\"; give it another"},
      {"networks:\n- {shared_addresses: []}", "line 2: a network without a name"},
      {"networks:\n- name: net\n  shared_addresses: [10.0.0.0/33]",
       "line 3: shared_addresses \"10.0.0.0/33\": prefix length \"33\" must be a number up to 32, "
       "or 128 for IPv6"},
      {"a: b\n---\nc: d", "2 documents where one should be"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(ErrorOf(text), std::string("configuration exporter.yaml: ") + expected) << text;
  }
}

}  // namespace
}  // namespace exporter::config
