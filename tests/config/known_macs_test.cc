#include "exporter/config/known_macs.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "exporter/config/fleet_config.h"

namespace exporter::config {
namespace {

Result<FleetConfig> Parse(const std::string& entries) {
  return ParseFleetConfig("scan:\n  known_macs:\n" + entries, "c.yaml");
}

TEST(KnownMacs, AreReadInOrderAndNormalized) {
  const auto config = Parse(
      "  - {mac: \"02:00:00:00:00:01\", name: core router}\n"
      "  - {mac: 02-42-AC-11-00-0F, name: DHCP}\n"
      // YAML 1.1 reads this one as a number with the base 60. Our reader does not.
      "  - {mac: 52:54:00:12:34:56, name: virtual machine}\n");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->known_macs.size(), 3U);
  EXPECT_EQ(config->known_macs[0].mac, "02:00:00:00:00:01");
  EXPECT_EQ(config->known_macs[0].name, "core router");
  EXPECT_EQ(config->known_macs[1].mac, "02:42:ac:11:00:0f");
  EXPECT_EQ(config->known_macs[2].mac, "52:54:00:12:34:56");
  EXPECT_TRUE(config->warnings.empty());
  for (const char* text : {"scan:\n", "scan: {}", "scan: {known_macs: }", "networks: []"}) {
    EXPECT_TRUE(ParseFleetConfig(text, "c.yaml")->known_macs.empty()) << text;
  }
}

TEST(KnownMacs, WarnsOfClustersThatDoNotExist) {
  const auto config = Parse(
      "  - {mac: \"02:00:00:00:00:01\", name: core router}\n"
      "  - {mac: \"02:00:00:00:00:02\", name: cluster-a/a1}\n"
      "  - {mac: \"02:00:00:00:00:03\", name: clster-a/a1}\n"
      "  - {mac: \"02:00:00:00:00:04\", name: file/context/n1}\n"
      "  - {mac: \"02:00:00:00:00:05\", name: elsewhere/n1}\n");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(MacsOfUnknownClusters(config->known_macs, {"cluster-a", "file/context"}, "c.yaml"),
            (std::vector<std::string>{
                "c.yaml:5: known_macs has the name \"clster-a/a1\", and no cluster \"clster-a\" "
                "exists; did you mean \"cluster-a\"?",
                "c.yaml:7: known_macs has the name \"elsewhere/n1\", and no cluster \"elsewhere\" "
                "exists"}));
}

TEST(KnownMacs, AnErrorNamesTheLineAndTheKey) {
  const std::pair<const char*, const char*> cases[] = {
      {"  - {mac: \"02:00:00:00:00:01\"}", "c.yaml:3: an entry of known_macs needs a name"},
      {"  - {name: router}", "c.yaml:3: an entry of known_macs needs a mac"},
      {"  - name: router\n    mac: \"02:00:00:00:00\"",
       "c.yaml:4: \"02:00:00:00:00\" is not a MAC; write it as \"02:00:00:00:00:01\""},
      {"  - name: router\n    mac: 020000000001",
       "c.yaml:4: \"mac\" must be a string, found an integer"},
      {"  - {mac: \"02:00:00:00:00:0A\", name: a}\n  - {mac: 02-00-00-00-00-0a, name: b}",
       "c.yaml:4: duplicate MAC \"02:00:00:00:00:0a\", first in line 3"},
      {"  - {mac: \"02:00:00:00:00:01\", nme: a}",
       "c.yaml:3: unknown key \"nme\"; did you mean \"name\"?"},
      {"  - router",
       "c.yaml:3: an entry of known_macs must be an object (key: value), found a string"},
  };
  for (const auto& [entries, message] : cases) {
    const auto config = Parse(entries);
    ASSERT_FALSE(config) << entries;
    EXPECT_EQ(config.error().message, message);
  }
  EXPECT_EQ(ParseFleetConfig("scan:\n  known_mac: []", "c.yaml").error().message,
            "c.yaml:2: unknown key \"known_mac\"; did you mean \"known_macs\"?");
  EXPECT_EQ(ParseFleetConfig("scan: eth0", "c.yaml").error().message,
            "c.yaml:1: scan must be an object (key: value), found a string");
  EXPECT_EQ(ParseFleetConfig("scan: {known_macs: {a: b}}", "c.yaml").error().message,
            "c.yaml:1: \"known_macs\" must be a list, found an object");
}

TEST(NormalizeMac, RejectsTextThatIsNotExactlyOneMac) {
  for (const char* text :
       {"", "02:00:00:00:00", "02:00:00:00:00:0", "02:00:00:00:00:01 ", "02:00-00:00:00:01",
        "02:00:00:00:00:0g", "0200.0000.0001", "02.00.00.00.00.01", "020000000001aaaaa",
        "02:00:00:00:00:01:02", "-2:00:00:00:00:01"}) {
    EXPECT_EQ(NormalizeMac(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace exporter::config
