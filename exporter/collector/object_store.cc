#include "exporter/collector/object_store.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "exporter/collector/object_list.h"

namespace exporter::collector {
namespace {

// The same limits as for lists.
template <typename T>
Result<T> WithValidName(T object) {
  if (auto valid = CheckNames(object); !valid) return tl::unexpected(valid.error());
  return object;
}

template <typename T, typename Decode>
Result<bool> ApplyTo(KeyedObjects<T>& objects, const objects::WatchEvent& event, Decode decode) {
  const typename KeyedObjects<T>::Key key = {event.name_space, event.name};
  if (event.type == objects::EventType::kDeleted) return objects.Remove(key);
  Result<std::optional<T>> decoded = decode(event.object);
  if (!decoded) return tl::unexpected(decoded.error());
  if (!*decoded) return objects.Remove(key);
  auto valid = WithValidName(**std::move(decoded));
  if (!valid) return tl::unexpected(valid.error());
  return objects.Put(*std::move(valid));
}

}  // namespace

template <typename T>
void KeyedObjects<T>::Replace(std::vector<T> listed) {
  objects_.clear();
  noted_.clear();
  notes_events_ = false;
  bytes_ = 0;
  for (T& object : listed) {
    bytes_ += BytesOf(object);
    Key key(object.name_space, object.name);
    objects_.insert_or_assign(std::move(key), std::move(object));
  }
}

template <typename T>
Result<bool> KeyedObjects<T>::Put(T object) {
  Key key(object.name_space, object.name);
  if (notes_events_) noted_.insert(key);
  const auto found = objects_.find(key);
  if (found != objects_.end() && found->second == object) return false;
  if (found != objects_.end()) bytes_ -= BytesOf(found->second);
  if (auto fits = AddBytes(bytes_, BytesOf(object)); !fits) return tl::unexpected(fits.error());
  objects_.insert_or_assign(std::move(key), std::move(object));
  return true;
}

template <typename T>
bool KeyedObjects<T>::Remove(const Key& key) {
  if (notes_events_) noted_.insert(key);
  const auto found = objects_.find(key);
  if (found == objects_.end()) return false;
  bytes_ -= BytesOf(found->second);
  objects_.erase(found);
  return true;
}

template <typename T>
void KeyedObjects<T>::NoteEvents() {
  noted_.clear();
  notes_events_ = true;
}

template <typename T>
std::vector<typename KeyedObjects<T>::Key> KeyedObjects<T>::DifferentKeys(
    const std::map<Key, const T*>& listed) const {
  std::vector<Key> keys;
  for (const auto& [key, object] : objects_) {
    const auto other = listed.find(key);
    if (other == listed.end() || *other->second != object) keys.push_back(key);
  }
  for (const auto& [key, object] : listed) {
    if (!objects_.contains(key)) keys.push_back(key);
  }
  std::erase_if(keys, [this](const Key& key) { return noted_.contains(key); });
  return keys;
}

template <typename T>
std::map<std::pair<std::string, std::string>, const T*> KeyedObjects<T>::ByKey(
    const std::vector<T>& listed) {
  std::map<Key, const T*> objects;
  for (const T& object : listed) objects.try_emplace({object.name_space, object.name}, &object);
  return objects;
}

template <typename T>
std::size_t KeyedObjects<T>::Differences(const std::vector<T>& listed) const {
  return DifferentKeys(ByKey(listed)).size();
}

template <typename T>
void KeyedObjects<T>::Repair(const std::vector<T>& listed) {
  const auto wanted = ByKey(listed);
  for (const Key& key : DifferentKeys(wanted)) {
    Remove(key);
    const auto found = wanted.find(key);
    if (found == wanted.end()) continue;
    bytes_ += BytesOf(*found->second);
    objects_.emplace(key, *found->second);
  }
  noted_.clear();
  notes_events_ = false;
}

template <typename T>
void KeyedObjects<T>::Release() {
  objects_.clear();
}

template <typename T>
void KeyedObjects<T>::Restore(const std::vector<T>& objects) {
  for (const T& object : objects) {
    objects_.emplace_hint(objects_.end(), Key(object.name_space, object.name), object);
  }
}

template <typename T>
std::vector<T> KeyedObjects<T>::ToVector() const {
  std::vector<T> all;
  all.reserve(objects_.size());
  for (const auto& [key, object] : objects_) all.push_back(object);
  return all;
}

void ObjectStore::Replace(WatchedObjects listed) {
  shared_.reset();
  services_.Replace(std::move(listed.services));
  pools_.Replace(std::move(listed.pools));
  peers_.Replace(std::move(listed.peers));
}

void ObjectStore::Replace(fleet::WatchedResource resource, const WatchedObjects& listed) {
  Unshare();
  switch (resource) {
    case fleet::WatchedResource::kServices:
      return services_.Replace(listed.services);
    case fleet::WatchedResource::kIpAddressPools:
      return pools_.Replace(listed.pools);
    case fleet::WatchedResource::kBgpPeers:
      break;
  }
  peers_.Replace(listed.peers);
}

bool ObjectStore::ReplacePeers(std::vector<metallb::BgpPeer> listed) {
  const std::vector<metallb::BgpPeer> before = peers_.ToVector();
  peers_.Replace(std::move(listed));
  return peers_.ToVector() != before;
}

Result<bool> ObjectStore::Apply(fleet::WatchedResource resource, const objects::WatchEvent& event) {
  if (event.type == objects::EventType::kBookmark || event.type == objects::EventType::kError) {
    return false;
  }
  Unshare();
  switch (resource) {
    case fleet::WatchedResource::kServices:
      return ApplyTo(services_, event, &metallb::DecodeService);
    case fleet::WatchedResource::kIpAddressPools:
      return ApplyTo(pools_, event, [](const objects::Value& object) {
        return metallb::DecodeAddressPool(object).map(
            [](metallb::AddressPool&& pool) { return std::optional(std::move(pool)); });
      });
    case fleet::WatchedResource::kBgpPeers:
      break;
  }
  return ApplyTo(peers_, event, [](const objects::Value& object) {
    return metallb::DecodeBgpPeer(object).map(
        [](metallb::BgpPeer&& peer) { return std::optional(std::move(peer)); });
  });
}

void ObjectStore::NoteEvents() {
  services_.NoteEvents();
  pools_.NoteEvents();
  peers_.NoteEvents();
}

std::size_t ObjectStore::Differences(fleet::WatchedResource resource,
                                     const WatchedObjects& listed) {
  Unshare();
  switch (resource) {
    case fleet::WatchedResource::kServices:
      return services_.Differences(listed.services);
    case fleet::WatchedResource::kIpAddressPools:
      return pools_.Differences(listed.pools);
    case fleet::WatchedResource::kBgpPeers:
      break;
  }
  return peers_.Differences(listed.peers);
}

void ObjectStore::Repair(fleet::WatchedResource resource, const WatchedObjects& listed) {
  Unshare();
  switch (resource) {
    case fleet::WatchedResource::kServices:
      return services_.Repair(listed.services);
    case fleet::WatchedResource::kIpAddressPools:
      return pools_.Repair(listed.pools);
    case fleet::WatchedResource::kBgpPeers:
      break;
  }
  peers_.Repair(listed.peers);
}

void ObjectStore::ShareWith(std::shared_ptr<const fleet::ClusterSnapshot> snapshot) {
  shared_ = std::move(snapshot);
  services_.Release();
  pools_.Release();
}

void ObjectStore::Unshare() {
  if (shared_ == nullptr) return;
  services_.Restore(shared_->objects().services);
  pools_.Restore(shared_->objects().pools);
  shared_.reset();
}

void ObjectStore::CopyTo(fleet::ClusterObjects& objects) const {
  objects.services = shared_ == nullptr ? services_.ToVector() : shared_->objects().services;
  objects.pools = shared_ == nullptr ? pools_.ToVector() : shared_->objects().pools;
  if (objects.local_asns) objects.local_asns = LocalAsns(peers_.ToVector());
}

std::vector<std::uint32_t> LocalAsns(const std::vector<metallb::BgpPeer>& peers) {
  std::set<std::uint32_t> asns;
  for (const metallb::BgpPeer& peer : peers) {
    if (peer.local_asn != 0) asns.insert(peer.local_asn);
  }
  return {asns.begin(), asns.end()};
}

}  // namespace exporter::collector
