#include "exporter/wire/packet_socket.h"

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace exporter::wire {
namespace {

constexpr std::uint16_t kJump = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;
constexpr std::uint16_t kLoadByte = BPF_LD | BPF_B | BPF_ABS;
constexpr std::uint16_t kLoadHalf = BPF_LD | BPF_H | BPF_ABS;
constexpr std::uint32_t kWholePacket = 0xffff;

// The kernel's filters: instruction, jump if true, jump if false, operand. The first byte is the
// one after the Ethernet header.
constexpr std::array<sock_filter, 4> kArpReplies = {
    {{kLoadHalf, 0, 0, 6}, {kJump, 0, 1, 2}, {kReturn, 0, 0, kWholePacket}, {kReturn, 0, 0, 0}}};
constexpr std::array<sock_filter, 6> kAdvertisements = {{{kLoadByte, 0, 0, 6},
                                                         {kJump, 0, 3, IPPROTO_ICMPV6},
                                                         {kLoadByte, 0, 0, 40},
                                                         {kJump, 0, 1, 136},
                                                         {kReturn, 0, 0, kWholePacket},
                                                         {kReturn, 0, 0, 0}}};

// Makes the permitted CAP_NET_RAW effective. If it is missing, opening the socket reports the
// error.
void RaiseCapability() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets = {};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return;
  constexpr std::uint32_t kNetRaw = 1U << static_cast<unsigned>(CAP_NET_RAW);
  if ((sets[0].permitted & kNetRaw) == 0 || (sets[0].effective & kNetRaw) != 0) return;
  sets[0].effective |= kNetRaw;
  static_cast<void>(syscall(SYS_capset, &header, sets.data()));
}

sockaddr_ll LinkAddress(int index, Protocol protocol) {
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(protocol == Protocol::kArp ? ETHERTYPE_ARP : ETHERTYPE_IPV6);
  address.sll_ifindex = index;
  return address;
}

const sockaddr* Generic(const sockaddr_ll& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Error ErrorOf(const scan::Interface& interface, int number) {
  const std::string place = "interface " + interface.name;
  switch (number) {
    case EPERM:
    case EACCES:
      return {ErrorKind::kForbidden,
              place +
                  ": no right to send ARP and NDP packets (CAP_NET_RAW); run as root, or give "
                  "the program the right with \"setcap cap_net_raw+p\", or write "
                  "AmbientCapabilities=CAP_NET_RAW in its systemd unit"};
    case ENETDOWN:
      return {ErrorKind::kUnreachable, place + " is down"};
    case ENXIO:
    case ENODEV:
      return {ErrorKind::kUnreachable, place + " does not exist any more"};
    default:
      return {ErrorKind::kInternal, place + ": " + std::generic_category().message(number)};
  }
}

template <std::size_t kSize>
bool Attach(int descriptor, const std::array<sock_filter, kSize>& filter) {
  auto copy = filter;
  const sock_fprog program = {kSize, copy.data()};
  return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0;
}

bool WouldBlock(int number) {
  return number == EAGAIN || number == EWOULDBLOCK || number == ENOBUFS || number == EINTR;
}

}  // namespace

Result<PacketSocket> PacketSocket::Open(const scan::Interface& interface, Protocol protocol) {
  RaiseCapability();
  // With protocol 0, nothing arrives before the filter is attached.
  const int descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return tl::unexpected(ErrorOf(interface, errno));
  PacketSocket opened(descriptor, interface, protocol);
  const bool attached = protocol == Protocol::kArp ? Attach(descriptor, kArpReplies)
                                                   : Attach(descriptor, kAdvertisements);
  const sockaddr_ll address = LinkAddress(interface.index, protocol);
  if (!attached || bind(descriptor, Generic(address), sizeof(address)) != 0) {
    return tl::unexpected(ErrorOf(interface, errno));
  }
  return opened;
}

PacketSocket::~PacketSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<bool> PacketSocket::Send(const scan::MacAddress& to, std::span<const std::uint8_t> packet) {
  sockaddr_ll address = LinkAddress(interface_.index, protocol_);
  address.sll_halen = static_cast<unsigned char>(to.bytes.size());
  std::copy(to.bytes.begin(), to.bytes.end(), std::begin(address.sll_addr));
  const ssize_t sent =
      sendto(descriptor_, packet.data(), packet.size(), 0, Generic(address), sizeof(address));
  if (sent >= 0) return true;
  if (WouldBlock(errno)) return false;
  return tl::unexpected(ErrorOf(interface_, errno));
}

Result<std::optional<ReceivedPacket>> PacketSocket::Receive(std::span<std::uint8_t> buffer) {
  while (true) {
    sockaddr_ll from = {};
    socklen_t size = sizeof(from);
    const ssize_t length = recvfrom(descriptor_, buffer.data(), buffer.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &size);
    if (length < 0) {
      if (WouldBlock(errno)) return std::nullopt;
      return tl::unexpected(ErrorOf(interface_, errno));
    }
    // A switch may flood what is for others. A reply to an ARP request may be a broadcast.
    const bool is_broadcast = from.sll_pkttype == PACKET_BROADCAST && protocol_ == Protocol::kArp;
    if (from.sll_pkttype != PACKET_HOST && !is_broadcast) continue;
    ReceivedPacket packet = {buffer.first(static_cast<std::size_t>(length)), {}};
    std::copy_n(std::begin(from.sll_addr), packet.source.bytes.size(), packet.source.bytes.begin());
    return packet;
  }
}

std::uint64_t PacketSocket::Dropped() {
  tpacket_stats statistics = {};
  socklen_t size = sizeof(statistics);
  // The kernel's counter restarts at each reading.
  if (getsockopt(descriptor_, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0) {
    dropped_ += statistics.tp_drops;
  }
  return dropped_;
}

}  // namespace exporter::wire
