#include "exporter/collector/object_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace exporter::collector {
namespace {

using fleet::WatchedResource;
using objects::EventType;
using objects::WatchEvent;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

WatchEvent ServiceEvent(EventType type, const std::string& name, const std::string& address,
                        const std::string& service_type = "LoadBalancer") {
  const std::string json = R"({"type":"ADDED","object":{"metadata":{"name":")" + name +
                           R"(","namespace":"shop","resourceVersion":"5"},"spec":{"type":")" +
                           service_type + R"("},"status":{"loadBalancer":{"ingress":[{"ip":")" +
                           address + R"("}]}}}})";
  static const objects::WatchEventReader reader(metallb::ServiceFields());
  WatchEvent event = *reader.Read(json);
  event.type = type;
  return event;
}

metallb::Service ServiceWith(const std::string& name, const std::string& address) {
  return {.name_space = "shop",
          .name = name,
          .addresses = {*addresses::IpAddress::Parse(address)},
          .has_ingress = true};
}

class ObjectStoreTest : public testing::Test {
 protected:
  bool Apply(const WatchEvent& event) {
    const auto changed = store_.Apply(WatchedResource::kServices, event);
    EXPECT_TRUE(changed) << changed.error().message;
    return changed.value_or(false);
  }

  std::vector<std::string> Services() const {
    fleet::ClusterObjects objects;
    store_.CopyTo(objects);
    std::vector<std::string> names;
    for (const metallb::Service& service : objects.services) {
      names.push_back(service.name + ' ' + service.addresses.at(0).ToString());
    }
    return names;
  }

  std::size_t Differences(const WatchedObjects& listed) {
    return store_.Differences(WatchedResource::kServices, listed);
  }

  void Share() {
    fleet::ClusterObjects objects;
    store_.CopyTo(objects);
    store_.ShareWith(std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), ""));
  }

  ObjectStore store_;
};

TEST_F(ObjectStoreTest, FollowsEvents) {
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kAdded, "b", "10.0.0.2")));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1")));
  EXPECT_THAT(Services(), ElementsAre("a 10.0.0.1", "b 10.0.0.2"));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kModified, "a", "10.0.0.9")));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kDeleted, "b", "10.0.0.2")));
  EXPECT_THAT(Services(), ElementsAre("a 10.0.0.9"));
}

TEST_F(ObjectStoreTest, AcceptsAnEventTwice) {
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1")));
  EXPECT_FALSE(Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1")));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.2"))) << "replaces the object";
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kDeleted, "a", "10.0.0.2")));
  EXPECT_FALSE(Apply(ServiceEvent(EventType::kDeleted, "a", "10.0.0.2")));
  EXPECT_THAT(Services(), IsEmpty());
}

// The object of a DELETED event is the one before the change, which still matches.
TEST_F(ObjectStoreTest, RemovesByKeyWhateverTheObjectSays) {
  Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1"));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kDeleted, "a", "10.0.0.1")));
  EXPECT_THAT(Services(), IsEmpty());
}

// A server without the field selector sends the new object.
TEST_F(ObjectStoreTest, RemovesAServiceOfAnotherType) {
  Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1"));
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kModified, "a", "10.0.0.1", "ClusterIP")));
  EXPECT_THAT(Services(), IsEmpty());
}

TEST_F(ObjectStoreTest, ABookmarkChangesNothing) {
  EXPECT_FALSE(Apply({.type = EventType::kBookmark, .resource_version = "9"}));
}

TEST_F(ObjectStoreTest, RejectsANameWithASlash) {
  const auto applied =
      store_.Apply(WatchedResource::kServices, ServiceEvent(EventType::kAdded, "a/b", "10.0.0.1"));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().message, "the name \"a/b\" must not contain a slash");
}

TEST_F(ObjectStoreTest, RejectsANameWithAControlCharacter) {
  for (const char* escape : {"\\u0000", "\\n", "\\u001b", "\\u007f"}) {
    const std::string name = std::string("a") + escape + "b";
    const auto applied =
        store_.Apply(WatchedResource::kServices, ServiceEvent(EventType::kAdded, name, "10.0.0.1"));
    ASSERT_FALSE(applied) << escape;
    EXPECT_THAT(applied.error().message, HasSubstr("must not contain a control character"));
    EXPECT_THAT(applied.error().message, HasSubstr("\"a[U+00"));
  }
}

TEST_F(ObjectStoreTest, FindsAndRepairsMissedChanges) {
  store_.Replace({.services = {ServiceWith("gone", "10.0.0.1"), ServiceWith("old", "10.0.0.2"),
                               ServiceWith("same", "10.0.0.3")},
                  .pools = {},
                  .peers = {}});
  store_.NoteEvents();
  const WatchedObjects listed{
      .services = {ServiceWith("new", "10.0.0.4"), ServiceWith("old", "10.0.0.5"),
                   ServiceWith("same", "10.0.0.3")},
      .pools = {},
      .peers = {}};
  EXPECT_EQ(Differences(listed), 3U);
  store_.Repair(WatchedResource::kServices, listed);
  EXPECT_EQ(Differences(listed), 0U);
  EXPECT_THAT(Services(), ElementsAre("new 10.0.0.4", "old 10.0.0.5", "same 10.0.0.3"));
}

// The event may be newer than the list.
TEST_F(ObjectStoreTest, AChangeWithAnEventIsNotMissed) {
  store_.Replace({.services = {ServiceWith("a", "10.0.0.1"), ServiceWith("b", "10.0.0.2")},
                  .pools = {},
                  .peers = {}});
  store_.NoteEvents();
  Apply(ServiceEvent(EventType::kModified, "a", "10.0.0.9"));
  Apply(ServiceEvent(EventType::kDeleted, "b", "10.0.0.2"));
  const WatchedObjects listed{
      .services = {ServiceWith("a", "10.0.0.1"), ServiceWith("b", "10.0.0.2")},
      .pools = {},
      .peers = {}};
  EXPECT_EQ(Differences(listed), 0U);
  store_.Repair(WatchedResource::kServices, listed);
  EXPECT_THAT(Services(), ElementsAre("a 10.0.0.9")) << "the event wins";
}

TEST_F(ObjectStoreTest, SharesTheObjectsOfASnapshotUntilTheNextEvent) {
  Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1"));
  Apply(ServiceEvent(EventType::kAdded, "b", "10.0.0.2"));
  Share();
  EXPECT_THAT(Services(), ElementsAre("a 10.0.0.1", "b 10.0.0.2"));
  EXPECT_FALSE(Apply(ServiceEvent(EventType::kAdded, "a", "10.0.0.1")));
  Share();
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kDeleted, "a", "10.0.0.1")));
  EXPECT_THAT(Services(), ElementsAre("b 10.0.0.2"));
  Share();
  EXPECT_TRUE(Apply(ServiceEvent(EventType::kAdded, "c", "10.0.0.3")));
  EXPECT_THAT(Services(), ElementsAre("b 10.0.0.2", "c 10.0.0.3"));
}

TEST_F(ObjectStoreTest, ComparesSharedObjectsWithAList) {
  store_.NoteEvents();
  Apply(ServiceEvent(EventType::kAdded, "noted", "10.0.0.1"));
  Share();
  EXPECT_EQ(Differences({.services = {}, .pools = {}, .peers = {}}), 0U) << "an event explains it";
  const WatchedObjects listed{
      .services = {ServiceWith("missed", "10.0.0.2")}, .pools = {}, .peers = {}};
  EXPECT_EQ(Differences(listed), 1U);
  Share();
  store_.Repair(WatchedResource::kServices, listed);
  EXPECT_THAT(Services(), ElementsAre("missed 10.0.0.2", "noted 10.0.0.1"));
  Share();
  store_.Replace({.services = {ServiceWith("listed", "10.0.0.3")}, .pools = {}, .peers = {}});
  EXPECT_THAT(Services(), ElementsAre("listed 10.0.0.3"));
}

TEST_F(ObjectStoreTest, LeavesUnknownAsnsUnknown) {
  store_.Replace({.services = {}, .pools = {}, .peers = {{.name = "p", .local_asn = 64'512}}});
  fleet::ClusterObjects objects;
  store_.CopyTo(objects);
  EXPECT_EQ(objects.local_asns, std::nullopt) << "BGPPeers could not be read";
  objects.local_asns.emplace();
  store_.CopyTo(objects);
  EXPECT_THAT(*objects.local_asns, ElementsAre(64'512U));
}

}  // namespace
}  // namespace exporter::collector
