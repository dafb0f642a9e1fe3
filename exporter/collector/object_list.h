// Collects the objects of a Kubernetes list while its pages arrive.
//
// Limits what an API server can do: a list uses at most 32 MiB of memory, and no name contains a
// slash or a control character. Kubernetes permits neither. With slashes, the objects "a/b" "c" and
// "a" "b/c" would have equal labels, and Prometheus rejects a scrape with two equal series. With a
// NUL in a label, Prometheus may reject the whole scrape.
//
// Pure. A handler is used by one thread at a time.

#ifndef EXPORTER_COLLECTOR_OBJECT_LIST_H_
#define EXPORTER_COLLECTOR_OBJECT_LIST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/kubernetes/list_client.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/metallb/service.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"
#include "exporter/text/visible_text.h"

namespace exporter::collector {

// The memory of an object, approximately.
std::size_t BytesOf(const metallb::Service& service);
std::size_t BytesOf(const metallb::AddressPool& pool);
std::size_t BytesOf(const metallb::Node& node);
std::size_t BytesOf(const metallb::L2Announcement& announcement);
std::size_t BytesOf(const metallb::BgpPeer& peer);

using text::HasControlCharacter;

// Errors: kProtocol, if the name contains a slash or a control character.
Result<void> CheckName(std::string_view name);

// Checks the names in the object.
template <typename T>
Result<void> CheckNames(const T& object) {
  Result<void> valid;
  if constexpr (requires { object.name_space; }) valid = CheckName(object.name_space);
  if constexpr (requires { object.name; }) {
    if (valid) valid = CheckName(object.name);
  }
  if constexpr (requires { object.service; }) {
    if (valid) valid = CheckName(object.service);
  }
  if constexpr (requires { object.node; }) {
    if (valid) valid = CheckName(object.node);
  }
  return valid;
}

// Adds `bytes` to `total`. Errors: kProtocol, if the list then needs too much memory.
Result<void> AddBytes(std::size_t& total, std::size_t bytes);

// Appends each decoded item to `list`, which must outlive the handler. `decode` returns a Result of
// an optional T; an item without a value is ignored. A new start of the list empties it. The
// version of the list is stored in `resource_version`, unless it is nullptr.
template <typename T, typename Decode>
kubernetes::ListHandler AppendTo(std::vector<T>& list, Decode decode,
                                 std::string* resource_version = nullptr) {
  const auto bytes = std::make_shared<std::size_t>(0);
  return {.start =
              [&list, bytes] {
                list.clear();
                *bytes = 0;
              },
          .item = [&list, bytes, decode](const objects::Value& item) -> Result<void> {
            auto object = decode(item);
            if (!object) return tl::unexpected(object.error());
            if (!*object) return {};
            if (auto valid = CheckNames(**object); !valid) return valid;
            list.push_back(**std::move(object));
            return AddBytes(*bytes, BytesOf(list.back()));
          },
          .end =
              [resource_version](std::string version) {
                if (resource_version != nullptr) *resource_version = std::move(version);
              }};
}

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_OBJECT_LIST_H_
