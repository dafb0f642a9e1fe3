#include "exporter/wire/link.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <ctime>
#include <random>
#include <utility>

#include "exporter/scan/arp.h"
#include "exporter/scan/neighbor.h"

namespace exporter::wire {
namespace {

using addresses::Family;
using addresses::IpAddress;

// Becomes readable when a stop is requested.
class StopEvent {
 public:
  explicit StopEvent(const std::stop_token& stop)
      : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        callback_(stop, [this] { Signal(); }) {}
  ~StopEvent() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  void Signal() const {
    constexpr std::uint64_t kOne = 1;
    static_cast<void>(!write(descriptor_, &kOne, sizeof(kOne)));
  }

  int descriptor_;
  std::stop_callback<std::function<void()>> callback_;
};

timespec TimeSpec(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
  return {static_cast<time_t>(seconds.count()),
          static_cast<decltype(timespec::tv_nsec)>((duration - seconds).count())};
}

}  // namespace

Result<Link> Link::Open(const scan::Interface& interface) {
  auto arp = PacketSocket::Open(interface, Protocol::kArp);
  if (!arp) return tl::unexpected(arp.error());
  auto changes = InterfaceChanges::Open(interface);
  if (!changes) return tl::unexpected(changes.error());
  Link link(interface, *std::move(arp), *std::move(changes));
  if (interface.link_local) {
    auto neighbors = PacketSocket::Open(interface, Protocol::kNeighborDiscovery);
    if (!neighbors) return tl::unexpected(neighbors.error());
    link.sockets_.push_back(*std::move(neighbors));
  }
  return link;
}

Result<bool> Link::Send(const IpAddress& address) {
  const scan::MacAddress& mac = interface_.mac;
  Result<bool> sent = false;
  if (address.family == Family::kIpv4) {
    const auto packet = scan::BuildArpRequest(mac, interface_.SourceFor(address)->address, address);
    sent = sockets_.front().Send(scan::kBroadcast, packet);
  } else {
    const auto packet = scan::BuildSolicitation(mac, *interface_.link_local, address);
    sent = sockets_.back().Send(scan::SolicitedGroup(address), packet);
  }
  if (sent && *sent) ++sent_;
  return sent;
}

Result<bool> Link::Receive(scan::Answers& answers) {
  // A packet is not longer than an Ethernet frame. Sending must go on during a flood.
  constexpr std::size_t kMaxPacket = 1'500;
  constexpr int kMaxPackets = 256;
  std::array<std::uint8_t, kMaxPacket> buffer;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    for (int count = 0; count < kMaxPackets; ++count) {
      const auto packet = sockets_[i].Receive(buffer);
      if (!packet) return tl::unexpected(packet.error());
      if (!*packet) break;
      const auto bytes = (*packet)->bytes;
      auto answer = i == 0
                        ? scan::ParseArpReply(bytes, interface_)
                        : scan::ParseAdvertisement(bytes, interface_.mac, *interface_.link_local);
      if (!answer) continue;
      if ((*packet)->source != answer->mac) answer->ethernet_source = (*packet)->source;
      answers.Add(*answer);
    }
  }
  return true;
}

Result<std::optional<scan::Answers>> Link::Ask(scan::AskList list, const scan::Pace& pace,
                                               const std::stop_token& stop,
                                               const std::function<void(std::size_t)>& on_packet) {
  scan::Answers answers(std::move(list.addresses));
  std::size_t packets = 0;
  scan::AskSchedule schedule(answers.asked().size(), std::move(list.repeated), pace, not_before_,
                             std::random_device()());
  const StopEvent stopped(stop);
  std::vector<pollfd> waited = {{stopped.descriptor(), POLLIN, 0}};
  for (const PacketSocket& each : sockets_) waited.push_back({each.descriptor(), POLLIN, 0});
  waited.push_back({changes_.descriptor(), POLLIN, 0});
  if (auto unchanged = changes_.Check(); !unchanged) return tl::unexpected(unchanged.error());
  while (true) {
    const auto step = schedule.Next(Clock::now(), answers);
    if (step.ended) return answers;
    if (step.ask) {
      // A packet that the full queue rejects counts as lost: the next round repeats it.
      if (const auto sent = Send(*step.ask); !sent) return tl::unexpected(sent.error());
      schedule.Sent(Clock::now());
      not_before_ = schedule.not_before();
      on_packet(++packets);
    }
    const timespec timeout = TimeSpec(std::max(step.until - Clock::now(), Clock::duration::zero()));
    if (ppoll(waited.data(), waited.size(), &timeout, nullptr) < 0 && errno != EINTR) {
      return Fail(ErrorKind::kInternal, "interface " + interface_.name + ": cannot wait");
    }
    if (stop.stop_requested()) return std::nullopt;
    if (waited.back().revents != 0) {
      if (auto unchanged = changes_.Check(); !unchanged) return tl::unexpected(unchanged.error());
    }
    if (const auto received = Receive(answers); !received) {
      return tl::unexpected(received.error());
    }
  }
}

std::uint64_t Link::Dropped() {
  std::uint64_t dropped = 0;
  for (PacketSocket& each : sockets_) dropped += each.Dropped();
  return dropped;
}

}  // namespace exporter::wire
