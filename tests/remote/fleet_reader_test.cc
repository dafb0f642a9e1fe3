// The full JSON of a fleet, read back: everything that is computed from the result is the same.

#include "exporter/remote/fleet_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/lookup_json.h"
#include "tests/support/made_fleet.h"
#include "tests/support/rich_fleet.h"

namespace exporter::remote {
namespace {

using fleet::FleetPolicy;
using fleet::FleetView;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

std::string Render(const FleetView& fleet, const FleetPolicy& policy) {
  return report::RenderFullJson(fleet, fleet::Analyze(fleet, policy), policy);
}

std::string RenderBounded(const FleetView& fleet, const FleetPolicy& policy) {
  return report::RenderJson(fleet, fleet::Analyze(fleet, policy), policy, {});
}

void ExpectSameCluster(const fleet::ClusterView& read, const fleet::ClusterView& written) {
  EXPECT_EQ(read.name, written.name);
  EXPECT_EQ(read.state, written.state);
  EXPECT_EQ(read.from_another_server, written.from_another_server);
  EXPECT_EQ(read.record.unread, written.record.unread);
  EXPECT_EQ(read.record.last_success, written.record.last_success);
  ASSERT_EQ(read.snapshot == nullptr, written.snapshot == nullptr);
  if (read.snapshot == nullptr) return;
  EXPECT_EQ(read.snapshot->objects(), written.snapshot->objects());
  EXPECT_EQ(read.snapshot->metallb_class(), written.snapshot->metallb_class());
}

// Writes the fleet, reads it, and compares the result with the original.
void ExpectSame(const FleetView& fleet, const FleetPolicy& policy) {
  const std::string json = Render(fleet, policy);
  const auto remote = ReadFleet(json);
  ASSERT_TRUE(remote) << remote.error().message << '\n' << json;
  const bool all_up = std::all_of(fleet.sources.begin(), fleet.sources.end(),
                                  [](const fleet::SourceView& source) { return source.up; });
  EXPECT_TRUE(remote->full);
  EXPECT_EQ(remote->missing.empty(), all_up);
  EXPECT_EQ(Render(remote->fleet, remote->policy), json);
  EXPECT_EQ(RenderBounded(remote->fleet, remote->policy), RenderBounded(fleet, policy));
  EXPECT_EQ(remote->policy.known_macs, policy.known_macs);
  ASSERT_EQ(remote->fleet.clusters.size(), fleet.clusters.size());
  for (std::size_t i = 0; i < fleet.clusters.size(); ++i) {
    ExpectSameCluster(remote->fleet.clusters[i], fleet.clusters[i]);
  }
  for (const char* address : {"10.0.0.0", "10.0.0.9", "10.0.0.15", "10.0.0.17", "10.0.0.30",
                              "10.0.9.9", "10.1.2.3", "2001:db8::1", "192.0.2.1"}) {
    EXPECT_EQ(report::AnswerAsJson(remote->fleet, remote->policy, nullptr, address),
              report::AnswerAsJson(fleet, policy, nullptr, address))
        << address;
  }
}

TEST(ReadFleet, ReadsEveryField) {
  ExpectSame(tests::FullFleet(), tests::FullPolicy());
  ExpectSame(tests::RichFleet(), tests::PlannedPolicy());
  ExpectSame(tests::RichFleet(), {});
  ExpectSame({}, {});
}

TEST(ReadFleet, ReadsClustersInEveryState) {
  FleetView fleet = tests::FullFleet();
  fleet.clusters[0].state = fleet::DataState::kStale;
  fleet.clusters[0].record.up = false;
  fleet.clusters[0].record.last_error = Error(ErrorKind::kTls, "the certificate has expired");
  fleet.clusters[0].record.last_success =
      std::chrono::system_clock::time_point(std::chrono::milliseconds(1'796'001'234'500));
  fleet.clusters[1].from_another_server = true;
  fleet::ClusterView not_polled;
  not_polled.name = "new";
  not_polled.network = "default";
  fleet.clusters.push_back(not_polled);
  ExpectSame(fleet, {});
  for (const fleet::OptionalResource resource : fleet::kOptionalResources) {
    for (const ErrorKind kind : kErrorKinds) {
      fleet.clusters[1].record.unread = {{resource, Error(kind, "why")}};
      ExpectSame(fleet, {});
    }
  }
}

TEST(ReadFleet, AnUnchangedClusterHasItsLastSnapshot) {
  const FleetView fleet = tests::FullFleet();
  const auto first = ReadFleet(Render(fleet, {}));
  ASSERT_TRUE(first) << first.error().message;
  const auto last = [&](std::string_view name) {
    for (const auto& cluster : first->fleet.clusters) {
      if (cluster.name == name) return cluster.snapshot;
    }
    return std::shared_ptr<const fleet::ClusterSnapshot>();
  };
  FleetView changed = fleet;
  fleet::ClusterObjects objects = changed.clusters[1].snapshot->objects();
  objects.services.pop_back();
  changed.clusters[1].snapshot = std::make_shared<const fleet::ClusterSnapshot>(objects, "");
  changed.clusters[0].record.last_success = tests::kNow;
  const auto second = ReadFleet(Render(changed, {}), last);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->fleet.clusters[0].snapshot, first->fleet.clusters[0].snapshot);
  EXPECT_NE(second->fleet.clusters[1].snapshot, first->fleet.clusters[1].snapshot);
  EXPECT_EQ(second->fleet.clusters[1].snapshot->objects(), objects);
}

TEST(ReadFleet, ReadsTheIdentityAndTheSources) {
  FleetView fleet = tests::FullFleet();
  const auto complete = ReadFleet(Render(fleet, {}));
  ASSERT_TRUE(complete) << complete.error().message;
  EXPECT_EQ(complete->fleet.identity, fleet.identity);
  EXPECT_EQ(complete->fleet.sources, fleet.sources);
  EXPECT_EQ(complete->fleet.clusters[2].source, fleet.sources[0].source);
  EXPECT_EQ(complete->missing, "one of its own sources is down, incomplete or not read yet");
  fleet.sources[0].up = true;
  EXPECT_EQ(ReadFleet(Render(fleet, {}))->missing, "");
  fleet.sources[0].incomplete = true;
  EXPECT_NE(ReadFleet(Render(fleet, {}))->missing, "") << "as the other exporter";
  fleet.sources[0] = {.source = "http://far:1"};
  EXPECT_NE(ReadFleet(Render(fleet, {}))->missing, "") << "it was not read yet";
}

TEST(ReadFleet, ATruncatedListIsIncomplete) {
  FleetView fleet = tests::RichFleet();
  fleet.sources.clear();
  const std::string json = Render(fleet, {});
  EXPECT_EQ(ReadFleet(json)->missing, "");
  const auto missing_in = [&](const std::string& from, const std::string& to) {
    std::string changed = json;
    changed.replace(changed.find(from), from.size(), to);
    const auto remote = ReadFleet(changed);
    return remote ? remote->missing : remote.error().message;
  };
  const std::string omits = "it has omitted entries";
  EXPECT_EQ(missing_in("\"addresses_omitted\":0", "\"addresses_omitted\":2"), omits);
  EXPECT_EQ(missing_in("\"service_list\":", "\"service_list_omitted\":1,\"service_list\":"), omits);
  EXPECT_EQ(missing_in("\"service_list\":", "\"service_list_omitted\":0,\"service_list\":"), "");
  EXPECT_EQ(missing_in("\"clusters\":", "\"clusters_omitted\":1,\"clusters\":"), omits);
  EXPECT_EQ(missing_in("\"clusters\":", "\"clusters_omitted\":0,\"clusters\":"), "");
  EXPECT_EQ(missing_in("\"clusters\":", "\"sources_omitted\":1,\"clusters\":"), omits);
}

TEST(ReadFleet, AnotherVersionIsRecognized) {
  std::string json = Render(tests::FullFleet(), {});
  EXPECT_FALSE(HasOtherVersion(json));
  json.replace(json.find("\"version\":1"), 11, "\"version\":2");
  EXPECT_FALSE(ReadFleet(json));
  EXPECT_TRUE(HasOtherVersion(json));
  EXPECT_FALSE(HasOtherVersion("{}"));
  EXPECT_FALSE(HasOtherVersion("<html>"));
}

TEST(ReadFleet, ServicesOutsidePoolsCount) {
  // Addresses of another load balancer, in no pool, conflict with the Services of another cluster.
  const FleetView fleet{{MakeCluster("a", {}, {MakeService("x", {"10.9.9.9"})}),
                         MakeCluster("b", {}, {MakeService("y", {"10.9.9.9"})})},
                        {}};
  const auto remote = ReadFleet(Render(fleet, {}));
  ASSERT_TRUE(remote) << remote.error().message;
  const auto facts = fleet::Analyze(remote->fleet, {});
  EXPECT_EQ(facts.networks.at(0).conflicts.value().duplicates.Count(), 1U);
}

// A fleet of random objects whose names are hostile, but possible.
class RandomFleet {
 public:
  explicit RandomFleet(unsigned seed) : random_(seed) {}

  FleetView Make() {
    FleetView fleet;
    for (int i = 0; i < 4; ++i) {
      fleet::ClusterView cluster = MakeCluster(Name() + std::to_string(i), Objects());
      cluster.context = Name();
      cluster.network = Pick(2) == 0 ? "default" : Name();
      cluster.from_another_server = Pick(5) == 0;
      if (Pick(3) == 0) {
        cluster.state = fleet::DataState::kStale;
        cluster.record.up = false;
        cluster.record.last_error = Error(ErrorKind::kUnreachable, Name());
      }
      fleet.clusters.push_back(std::move(cluster));
    }
    fleet.aliases = {{fleet.clusters[0].name, Name()}};
    return fleet;
  }

  FleetPolicy Policy() {
    FleetPolicy policy;
    policy.networks["default"].shared_addresses = tests::MakeSet({Address() + "/30"});
    if (Pick(2) == 0) {
      policy.networks["default"].shared_by_source[Name()] = tests::MakeSet({Address() + "/29"});
    }
    policy.networks[Name()].prefixes = tests::MakeRanges({"10.0.0.0/24", "10.0.1.0/24"});
    if (Pick(2) == 0) return policy;
    policy.plan = {{Name(), {Name(), tests::MakeSet({Address() + "/28"})}}};
    policy.reserved = {{Name(), Name(), tests::MakeSet({Address() + "/32"})}};
    return policy;
  }

 private:
  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

  std::string Name() {
    static const std::vector<std::string> kNames = {
        "a",       "A",      " ",          "\"quoted\"",  "back\\slash", "\u0085",
        "日本語",  "a,b",    "\u202e rtl", "..",          "<script>",    std::string(3000, 'x'),
        "{}[]",    "\ufffd", "\U0001F600", "line\nbreak", "\x1b[31mred", "\t",
        "\x01\x07"};
    return AnyOf(kNames);
  }

  std::string Namespace() { return Pick(8) == 0 ? "" : Name(); }

  std::string AnyOf(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(Pick(static_cast<int>(texts.size())))];
  }

  std::string Address() {
    return Pick(4) == 0 ? "2001:db8::" + std::to_string(Pick(9))
                        : "10.0." + std::to_string(Pick(2)) + '.' + std::to_string(Pick(32));
  }

  std::string Entry() {
    const std::string address = Address();
    const int kind = Pick(6);
    if (kind == 0) return Name();                     // invalid
    if (kind == 1) return address;                    // without a prefix length
    if (kind == 2) return address + '-' + Address();  // maybe in the wrong order
    return address + (address.find(':') == std::string::npos ? "/29" : "/125");
  }

  fleet::ClusterObjects Objects() {
    fleet::ClusterObjects objects;
    objects.server_version = Name();
    objects.metallb_installed = Pick(8) != 0;
    for (int i = Pick(4); i > 0; --i) {
      metallb::AddressPool pool = MakePool(Name(), {});
      if (Pick(3) == 0) pool.name_space = Namespace();
      for (int n = Pick(4); n > 0; --n) {
        const std::string entry = Entry();
        pool.entries.push_back({entry, addresses::ParseRange(entry), 0});
      }
      pool.auto_assign = Pick(2) == 0;
      pool.avoid_buggy_ips = Pick(2) == 0;
      pool.capacity_alerts = Pick(2) == 0;
      objects.pools.push_back(std::move(pool));
    }
    for (int i = Pick(20); i > 0; --i) {
      metallb::Service service =
          MakeService(Name(), Pick(4) == 0 ? std::vector<std::string>() : std::vector{Address()});
      service.name_space = Namespace();
      service.has_ingress = service.has_ingress || Pick(2) == 0;
      service.from_metallb_pool = Pick(2) == 0;
      if (Pick(5) == 0) service.load_balancer_class = Name();
      objects.services.push_back(std::move(service));
    }
    if (Pick(2) == 0) objects.local_asns = {{64500, 4'294'967'295}};
    if (Pick(2) == 0) objects.nodes = {{tests::MakeNode(Name(), {Address()})}};
    if (Pick(2) == 0) objects.l2_announcements = {{{Name(), Name(), Name(), Pick(2) == 0}}};
    return objects;
  }

  std::mt19937 random_;
};

TEST(ReadFleet, ReadsWhatItWroteForRandomFleetsWithHostileNames) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    RandomFleet random(seed);
    const FleetView fleet = random.Make();
    ExpectSame(fleet, random.Policy());
    if (HasFailure()) return;
  }
}

TEST(ReadFleet, ReadsALargeCluster) {
  constexpr std::size_t kServices = 65'536;
  std::string services;
  for (std::size_t i = 0; i < kServices; ++i) {
    if (i > 0) services += ',';
    services += R"({"namespace":"shop","service":"web-)" + std::to_string(i) +
                R"(","has_ingress":true,"from_metallb_pool":true,"addresses":["10.0.)" +
                std::to_string(i / 256) + '.' + std::to_string(i % 256) + R"("]})";
  }
  const auto remote = ReadFleet(
      R"({"version":1,"full":true,"clusters":[{"cluster":"a","data":"fresh","pools":[],
      "service_list":[)" +
      services + "]}]}");
  ASSERT_TRUE(remote) << remote.error().message;
  EXPECT_EQ(remote->fleet.clusters[0].snapshot->assignments().size(), kServices);
}

TEST(ReadFleet, TheSizeOfAFleetIsBounded) {
  const auto error_of = [](const std::string& clusters) {
    const auto remote = ReadFleet(R"({"version":1,"full":true,"clusters":[)" + clusters + "]}");
    return remote ? "no error" : remote.error().message;
  };
  std::string clusters;
  for (int i = 0; i < 10'000; ++i) {
    clusters += R"({"cluster":")" + std::to_string(i) + R"(","data":"unknown"},)";
  }
  clusters.pop_back();
  EXPECT_EQ(error_of(clusters), "no error");
  EXPECT_EQ(error_of(clusters + R"(,{"cluster":"last","data":"unknown"})"),
            "it has 10001 clusters; at most 10000 are supported");

  const auto cluster = [](const std::string& name, std::size_t parts) {
    std::string asns;
    for (std::size_t i = 0; i < parts; ++i) asns += std::to_string(i) + ',';
    asns.pop_back();
    return R"({"cluster":")" + name + R"(","data":"fresh","pools":[],"service_list":[],)" +
           R"("local_asns":[)" + asns + "]}";
  };
  const std::string half = cluster("a", 500'000) + ',';
  EXPECT_EQ(error_of(half + cluster("b", 500'000)), "no error");
  EXPECT_EQ(error_of(half + cluster("b", 500'001)),
            "it has 1000001 objects and addresses; at most 1000000 are supported");
}

TEST(ReadFleet, OnlyAClusterThatIsTooLargeCannotBeRead) {
  std::string asns;
  for (int i = 0; i < 600'001; ++i) asns += "1,";
  asns.pop_back();
  const auto read = [&](const std::string& first, const std::string& last) {
    return ReadFleet(R"({"version":1,"full":true,"clusters":[{)" + first +
                     R"("data":"fresh","pools":[],"service_list":[],"local_asns":[)" + asns + ']' +
                     last + R"(},{"cluster":"b","data":"fresh","pools":[],"service_list":[]}]})");
  };
  const auto named = read(R"("cluster":"a","network":"rack",)", "");
  ASSERT_TRUE(named) << named.error().message;
  ASSERT_EQ(named->fleet.clusters.size(), 2U);
  EXPECT_EQ(named->fleet.clusters[0].name, "a");
  EXPECT_EQ(named->fleet.clusters[0].network, "rack");
  EXPECT_EQ(named->fleet.clusters[0].snapshot, nullptr);
  EXPECT_NE(named->fleet.clusters[1].snapshot, nullptr);
  EXPECT_EQ(named->missing,
            "cannot read cluster \"a\": an object exceeds 32 MiB of text or 600,000 values");
  EXPECT_FALSE(named->misses_unnamed_cluster);
  EXPECT_EQ(named->fleet.clusters[0].record.last_error->kind, ErrorKind::kProtocol);

  const auto unnamed = read("", R"(,"cluster":"a")");
  ASSERT_TRUE(unnamed) << unnamed.error().message;
  ASSERT_EQ(unnamed->fleet.clusters.size(), 1U);
  EXPECT_EQ(unnamed->fleet.clusters[0].name, "b");
  EXPECT_TRUE(unnamed->misses_unnamed_cluster);
}

TEST(ReadFleet, TheBoundedJsonIsIncomplete) {
  FleetView fleet = tests::RichFleet();
  const auto remote = ReadFleet(RenderBounded(fleet, tests::PlannedPolicy()));
  ASSERT_TRUE(remote) << remote.error().message;
  EXPECT_FALSE(remote->full);
  EXPECT_EQ(remote->missing, "it is too old to serve its whole fleet");
  ASSERT_EQ(remote->fleet.clusters.size(), 3U);
  for (std::size_t i = 0; i < 2; ++i) {
    const fleet::ClusterSnapshot& read = *remote->fleet.clusters[i].snapshot;
    const fleet::ClusterSnapshot& written = *fleet.clusters[i].snapshot;
    EXPECT_EQ(read.objects().pools, written.objects().pools);
    EXPECT_EQ(read.assignments(), written.assignments());
    EXPECT_EQ(read.unpooled(), written.unpooled());
    EXPECT_EQ(read.objects().nodes, std::nullopt) << "unknown";
  }
  EXPECT_EQ(remote->fleet.clusters[2].snapshot, nullptr);
  const auto duplicates = [](const FleetView& view) {
    return fleet::Analyze(view, {}).networks.at(0).conflicts.value().duplicates.listed;
  };
  EXPECT_EQ(duplicates(remote->fleet), duplicates(fleet));
}

TEST(ReadFleet, TheBoundedJsonHasTheNamespaceOfAPoolOnlyInItsLabel) {
  metallb::AddressPool other = MakePool("p", {"10.1.0.0/24"});
  other.name_space = "other";
  const FleetView fleet{{MakeCluster("a", {MakePool("p", {"10.0.0.0/24"}), other}, {})}, {}};
  const auto remote = ReadFleet(RenderBounded(fleet, {}));
  ASSERT_TRUE(remote) << remote.error().message;
  EXPECT_EQ(remote->fleet.clusters[0].snapshot->objects().pools,
            fleet.clusters[0].snapshot->objects().pools);
}

TEST(ReadFleet, AnErrorSaysWhatIsWrong) {
  const std::string not_a_fleet = "not the JSON of metallb-pool-exporter: ";
  const std::pair<std::string, std::string> cases[] = {
      {"", not_a_fleet + "invalid or truncated JSON at byte 1"},
      {"<html>", not_a_fleet + "invalid or truncated JSON at byte 1"},
      {"[]", not_a_fleet + "must be an object, found a list"},
      {"{}", not_a_fleet + "it has no version"},
      {R"({"version":"1"})", not_a_fleet + "version must be an integer, found a string"},
      {R"({"version":2,"clusters":[]})",
       "version 2 of the fleet's JSON is not supported; version 1 is"},
      {R"({"version":1})", not_a_fleet + "it has no list of clusters"},
      {R"({"version":1,"clusters":{}})", not_a_fleet + "it has no list of clusters"},
      {R"({"version":1,"clusters":[7]})",
       "an element of clusters must be an object, found an integer"},
      {"{\"version\":1,\"clusters\":[{\"cluster\":\"\xff\"}]}",
       not_a_fleet + "invalid or truncated JSON at byte 38"},
      {R"({"version":1,"clusters":[],"networks":[{"prefixes":["10.0.0.1-10.0.0.2"]}]})",
       "networks: prefixes must be sorted, disjoint prefixes"},
      {R"({"version":1,"clusters":[],"networks":[{"shared_addresses":["10.0.0.9-10.0.0.2"]}]})",
       "networks: shared_addresses: \"10.0.0.9-10.0.0.2\" is not an address or a range of "
       "addresses"},
  };
  for (const auto& [json, message] : cases) {
    const auto remote = ReadFleet(json);
    ASSERT_FALSE(remote) << json;
    EXPECT_EQ(remote.error().message, message) << json;
    EXPECT_EQ(remote.error().kind, ErrorKind::kProtocol);
  }
}

// Element `element` of the list of clusters, between two clusters that can be read.
Result<RemoteFleet> ReadAmongOthers(const std::string& element) {
  const auto other = [](const char* name) {
    return R"({"cluster":")" + std::string(name) + R"(","network":"n","data":"unknown"})";
  };
  return ReadFleet(R"({"version":1,"full":true,"clusters":[)" + other("first") + ',' + element +
                   ',' + other("last") + "]}");
}

TEST(ReadFleet, AClusterThatCannotBeReadChangesNoOtherCluster) {
  const std::string fresh = R"("data":"fresh","metallb_installed":true,)";
  const std::pair<std::string, std::string> cases[] = {
      {R"("data":"good")", "data must be fresh, stale or unknown, found \"good\""},
      {fresh + R"("pools":[{"pool":"p","addresses":[7]}])",
       "pool \"p\": addresses must be strings, found an integer"},
      {fresh + R"("pools":[{"pool":"p","name":"x/y"}])",
       "name: \"x/y\" is not a name of Kubernetes"},
      {fresh + R"("pools":[{"pool":"p","name":"p","namespace":"x/y"}])",
       "namespace: \"x/y\" is not a name of Kubernetes"},
      {fresh + R"("pools":[{"namespace":"n"}])", "pool: \"\" is not a name of Kubernetes"},
      {fresh + R"("service_list":[{"namespace":"n"}])",
       "service: \"\" is not a name of Kubernetes"},
      {fresh + R"("service_list":[{"namespace":"n","service":"s","addresses":["x"]}])",
       "service_list: address: \"x\" is not an IP address"},
      {fresh + R"("local_asns":[-1])", "local_asns must be numbers of 32 bits"},
      {fresh + R"("node_list":7)", "node_list must be a list, found an integer"},
  };
  for (const auto& [members, message] : cases) {
    const auto remote = ReadAmongOthers(R"({"cluster":"a","network":"n",)" + members + '}');
    ASSERT_TRUE(remote) << members << ": " << remote.error().message;
    EXPECT_EQ(remote->missing, "cannot read cluster \"a\": " + message);
    EXPECT_FALSE(remote->misses_unnamed_cluster);
    ASSERT_EQ(remote->fleet.clusters.size(), 3U) << members;
    const fleet::ClusterView& unread = remote->fleet.clusters[1];
    EXPECT_EQ(unread.name, "a");
    EXPECT_EQ(unread.network, "n");
    EXPECT_EQ(unread.state, fleet::DataState::kUnknown);
    EXPECT_EQ(unread.record.last_error, Error(ErrorKind::kProtocol, "cluster \"a\": " + message));
    EXPECT_GT(unread.record.polls, 0U) << "so that the conflicts do not wait for it";
  }
}

TEST(ReadFleet, AClusterWithoutAUsableNameIsMissing) {
  const auto expect_missing = [](const std::string& element, const std::string& missing) {
    const auto remote = ReadAmongOthers(element);
    ASSERT_TRUE(remote) << element << ": " << remote.error().message;
    EXPECT_EQ(remote->missing, missing);
    EXPECT_EQ(remote->fleet.clusters.size(), 2U) << element;
    EXPECT_EQ(remote->misses_unnamed_cluster, !missing.starts_with("two clusters"));
  };
  expect_missing(R"({"data":"unknown"})", "cannot read a cluster: it has no name");
  expect_missing(R"({"cluster":7,"data":"unknown"})",
                 "cannot read a cluster: cluster must be a string, found an integer");
  expect_missing(R"({"cluster":"a","network":[],"data":"unknown"})",
                 "cannot read cluster \"a\": network must be a string, found a list");
  expect_missing(R"({"cluster":"first","data":"unknown"})", "two clusters have the name \"first\"");
}

TEST(ReadFleet, NoObjectOccursTwice) {
  // Two pools or Services with one name would be two equal series.
  const std::string pool = R"({"pool":"p","name":"p","namespace":"m","addresses":["10.0.0.0/28"]})";
  const std::string service = R"({"namespace":"n","service":"s","addresses":["10.0.0.1"]})";
  const auto remote = ReadFleet(
      R"({"version":1,"full":true,"clusters":[{"cluster":"a","data":"fresh",
      "metallb_installed":true,"pools":[)" +
      pool + ',' + pool + R"(],"service_list":[)" + service + ',' + service + R"(],
      "local_asns":[2,1,2]}]})");
  ASSERT_TRUE(remote) << remote.error().message;
  const fleet::ClusterObjects& objects = remote->fleet.clusters[0].snapshot->objects();
  EXPECT_EQ(objects.pools.size(), 1U);
  EXPECT_EQ(objects.services.size(), 1U);
  EXPECT_THAT(objects.local_asns, testing::Optional(testing::ElementsAre(1, 2)));
}

TEST(ReadFleet, IgnoresWhatOnlyANewerExporterKnows) {
  const auto remote = ReadFleet(
      R"({"version":1,"full":true,"new":[1],"clusters":[{"cluster":"a","network":"n",
      "data":"unknown","up":false,"new":{},"error":{"reason":"new","message":"why"},
      "unread_resources":[{"resource":"new","reason":"tls"}],
      "last_success_timestamp_seconds":-5}]})");
  ASSERT_TRUE(remote) << remote.error().message;
  const fleet::PollRecord& record = remote->fleet.clusters[0].record;
  EXPECT_EQ(record.last_error, Error(ErrorKind::kInternal, "why"));
  EXPECT_TRUE(record.unread.empty());
  EXPECT_EQ(record.last_success, std::nullopt);
}

}  // namespace
}  // namespace exporter::remote
