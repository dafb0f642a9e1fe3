// The objects of a watched cluster, by namespace and name.
//
// A list replaces the objects, events change them. Does not open streams (cluster_watch.h). If a
// list is read while events arrive, the store can compare both: a difference that no event explains
// was missed. While nothing changes, the Services and pools are those of a snapshot, so that they
// are in memory once. Pure. Used by one thread.

#ifndef EXPORTER_COLLECTOR_OBJECT_STORE_H_
#define EXPORTER_COLLECTOR_OBJECT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/watch_record.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/service.h"
#include "exporter/objects/watch_event.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// The watched objects of a list.
struct WatchedObjects {
  std::vector<metallb::Service> services;
  std::vector<metallb::AddressPool> pools;
  std::vector<metallb::BgpPeer> peers;
};

// The objects of one resource.
template <typename T>
class KeyedObjects {
 public:
  using Key = std::pair<std::string, std::string>;  // namespace, name

  void Replace(std::vector<T> listed);
  // Both return true if the objects changed. Errors: kProtocol if the objects need too much memory.
  Result<bool> Put(T object);
  bool Remove(const Key& key);

  // Begins to note the keys of events, until Repair or Replace is called.
  void NoteEvents();
  // The number of objects that differ from `listed` and had no event since NoteEvents.
  std::size_t Differences(const std::vector<T>& listed) const;
  // Replaces these objects by those of `listed`.
  void Repair(const std::vector<T>& listed);

  std::vector<T> ToVector() const;  // sorted by key

  // Releases the memory of the objects, until Restore is called with the same objects.
  void Release();
  void Restore(const std::vector<T>& objects);

 private:
  static std::map<Key, const T*> ByKey(const std::vector<T>& listed);
  // Excludes the keys of noted events.
  std::vector<Key> DifferentKeys(const std::map<Key, const T*>& listed) const;

  std::map<Key, T> objects_;
  std::size_t bytes_ = 0;
  bool notes_events_ = false;
  std::set<Key> noted_;
};

class ObjectStore {
 public:
  // Replaces all objects.
  void Replace(WatchedObjects listed);
  // Replaces the objects of one resource.
  void Replace(fleet::WatchedResource resource, const WatchedObjects& listed);

  // True if they differ from the previous ones.
  bool ReplacePeers(std::vector<metallb::BgpPeer> listed);

  // True if an object changed. Bookmarks and errors change nothing. A Service that is not of type
  // LoadBalancer any more is removed, because a server without the field selector sends it as
  // modified.
  // Errors: kProtocol for an object that cannot be decoded, or for too many objects.
  Result<bool> Apply(fleet::WatchedResource resource, const objects::WatchEvent& event);

  // See KeyedObjects.
  void NoteEvents();
  std::size_t Differences(fleet::WatchedResource resource, const WatchedObjects& listed);
  void Repair(fleet::WatchedResource resource, const WatchedObjects& listed);

  // Uses the Services and pools of the snapshot until the next event of an object.
  // REQUIRES: they are equal to those of this store.
  void ShareWith(std::shared_ptr<const fleet::ClusterSnapshot> snapshot);

  // Sets pools and Services of `objects`, and its ASNs if it has any.
  void CopyTo(fleet::ClusterObjects& objects) const;

 private:
  void Unshare();

  // nullptr: the objects are in the following members.
  std::shared_ptr<const fleet::ClusterSnapshot> shared_;
  KeyedObjects<metallb::Service> services_;
  KeyedObjects<metallb::AddressPool> pools_;
  KeyedObjects<metallb::BgpPeer> peers_;
};

// The values of myASN, sorted and unique.
std::vector<std::uint32_t> LocalAsns(const std::vector<metallb::BgpPeer>& peers);

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_OBJECT_STORE_H_
