// The lines of a watch, which may come from any server. Each line is an event of each watched
// resource:
// - the same event a second time changes nothing;
// - after DELETED, its object is absent. After another event, at most one object has its name;
// - bookmarks and errors change nothing;
// - a line that cannot be read, or an object that cannot be decoded, changes nothing;
// - objects are sorted by namespace and name, and unique;
// - a store that shares the objects of a snapshot contains the same objects;
// - a store that is replaced or repaired with the objects of another store is equal to it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/collector/object_store.h"
#include "exporter/objects/watch_event.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using collector::ObjectStore;
using collector::WatchedObjects;
using fleet::WatchedResource;
using objects::EventType;

const objects::WatchEventReader& ReaderOf(WatchedResource resource) {
  static const objects::WatchEventReader services(metallb::ServiceFields());
  static const objects::WatchEventReader pools(metallb::AddressPoolFields());
  static const objects::WatchEventReader peers(metallb::BgpPeerFields());
  if (resource == WatchedResource::kServices) return services;
  return resource == WatchedResource::kIpAddressPools ? pools : peers;
}

fleet::ClusterObjects Contents(const ObjectStore& store) {
  fleet::ClusterObjects objects;
  objects.local_asns.emplace();
  store.CopyTo(objects);
  return objects;
}

void Share(ObjectStore& store) {
  fleet::ClusterObjects objects = Contents(store);
  store.ShareWith(std::make_shared<const fleet::ClusterSnapshot>(objects, ""));
  Require(Contents(store) == objects, "sharing changes nothing");
}

template <typename T>
std::ptrdiff_t CountOf(const std::vector<T>& objects, const objects::WatchEvent& event) {
  return std::count_if(objects.begin(), objects.end(), [&event](const T& object) {
    return object.name == event.name && object.name_space == event.name_space;
  });
}

template <typename T>
void RequireSorted(const std::vector<T>& objects) {
  const auto out_of_order = [](const T& left, const T& right) {
    return std::pair(left.name_space, left.name) >= std::pair(right.name_space, right.name);
  };
  Require(std::adjacent_find(objects.begin(), objects.end(), out_of_order) == objects.end(),
          "objects are sorted by namespace and name, and unique");
}

void CheckEvent(WatchedResource resource, const objects::WatchEvent& event, ObjectStore& store,
                std::string_view line) {
  const fleet::ClusterObjects before = Contents(store);
  const auto changed = store.Apply(resource, event);
  const fleet::ClusterObjects after = Contents(store);
  if (!changed || event.type == EventType::kBookmark || event.type == EventType::kError) {
    Require(after == before, "only events of objects change the store", line);
    return;
  }
  Require(*changed || after == before, "a change is reported", line);
  const auto again = store.Apply(resource, event);
  Require(again && !*again && Contents(store) == after, "an event is accepted twice", line);

  if (resource == WatchedResource::kBgpPeers) return;
  const bool is_service = resource == WatchedResource::kServices;
  const std::ptrdiff_t count =
      is_service ? CountOf(after.services, event) : CountOf(after.pools, event);
  Require(count <= (event.type == EventType::kDeleted ? 0 : 1), "the key decides", line);
  Require(count == 1 || is_service || event.type == EventType::kDeleted, "a pool is stored", line);
}

void RequireEqual(ObjectStore& store, const WatchedObjects& listed) {
  for (const auto resource : {WatchedResource::kServices, WatchedResource::kIpAddressPools}) {
    Require(store.Differences(resource, listed) == 0, "no object differs", Name(resource));
  }
}

// `others` has objects of a part of the events.
void CheckList(ObjectStore& store, ObjectStore& others) {
  const fleet::ClusterObjects objects = Contents(store);
  RequireSorted(objects.services);
  RequireSorted(objects.pools);
  const WatchedObjects listed{objects.services, objects.pools, {}};
  RequireEqual(store, listed);
  ObjectStore replaced;
  replaced.Replace(listed);
  RequireEqual(replaced, listed);
  for (const WatchedResource resource : fleet::kWatchedResources) others.Repair(resource, listed);
  RequireEqual(others, listed);
  Require(Contents(replaced).services == objects.services &&
              Contents(others).services == objects.services,
          "a list and events lead to the same Services");
  Require(Contents(replaced).pools == objects.pools && Contents(others).pools == objects.pools,
          "a list and events lead to the same pools");
}

void CheckLines(std::string_view lines) {
  ObjectStore store;
  ObjectStore others;
  for (std::size_t number = 0; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    for (const WatchedResource resource : fleet::kWatchedResources) {
      const auto event = ReaderOf(resource).Read(line);
      if (!event) continue;
      CheckEvent(resource, *event, store, line);
      if (number % 3 == 0) Share(store);
      if (number % 2 == 0) static_cast<void>(others.Apply(resource, *event));
    }
  }
  CheckList(store, others);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size));
  return 0;
}
