#include "exporter/collector/object_list.h"

#include <algorithm>
#include <string>

#include "exporter/text/visible_text.h"

namespace exporter::collector {

std::size_t BytesOf(const metallb::Service& service) {
  return sizeof(service) + service.name.size() + service.name_space.size() +
         service.load_balancer_class.size() +
         service.addresses.size() * sizeof(addresses::IpAddress);
}

std::size_t BytesOf(const metallb::AddressPool& pool) {
  std::size_t bytes = sizeof(pool) + pool.name.size() + pool.name_space.size();
  for (const metallb::PoolEntry& entry : pool.entries) bytes += sizeof(entry) + entry.text.size();
  return bytes;
}

std::size_t BytesOf(const metallb::Node& node) {
  return sizeof(node) + node.name.size() + node.addresses.size() * sizeof(addresses::IpAddress);
}

std::size_t BytesOf(const metallb::L2Announcement& announcement) {
  return sizeof(announcement) + announcement.name_space.size() + announcement.service.size() +
         announcement.node.size();
}

std::size_t BytesOf(const metallb::BgpPeer& peer) {
  return sizeof(peer) + peer.name.size() + peer.name_space.size();
}

Result<void> CheckName(std::string_view name) {
  const bool has_control = HasControlCharacter(name);
  if (!has_control && name.find('/') == std::string_view::npos) return {};
  return Fail(ErrorKind::kProtocol, "the name \"" + text::Visible(text::Excerpt(name)) +
                                        "\" must not contain a " +
                                        (has_control ? "control character" : "slash"));
}

Result<void> AddBytes(std::size_t& total, std::size_t bytes) {
  constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
  total += bytes;
  if (total <= kMaxBytes) return {};
  return Fail(ErrorKind::kProtocol,
              "the list needs more than " + std::to_string(kMaxBytes >> 20) + " MiB of memory");
}

}  // namespace exporter::collector
