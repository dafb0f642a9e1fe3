#include "tests/wire/raw_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

constexpr std::size_t kEthernetHeader = 14;

int Check(int result, const char* step) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), step);
  return result;
}

int OpenSocket(const std::string& card) {
  const int descriptor =
      Check(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL)), "socket");
  // Enough for all frames of a test.
  constexpr int kBuffer = 64 << 20;
  Check(setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof(kBuffer)), "buffer");
  constexpr int kOn = 1;
  Check(setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &kOn, sizeof(kOn)), "timestamps");
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(card.c_str()));
  Check(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), "bind");
  return descriptor;
}

// A socket stays in the network of the thread that opened it.
int OpenOnHost(const std::string& host, const std::string& card) {
  int descriptor = -1;
  std::exception_ptr error;
  std::thread([&] {
    try {
      const int network = Check(open(("/run/netns/" + host).c_str(), O_RDONLY | O_CLOEXEC), "open");
      const int entered = setns(network, CLONE_NEWNET);
      close(network);
      Check(entered, "setns");
      descriptor = OpenSocket(card);
    } catch (const std::system_error&) {
      error = std::current_exception();
    }
  }).join();
  if (error) std::rethrow_exception(error);
  return descriptor;
}

void Append(Bytes& bytes, const auto& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

std::optional<RecordedFrame> ReadFrame(int descriptor) {
  constexpr std::size_t kMaxFrame = 2'048;
  RecordedFrame frame{Bytes(kMaxFrame), {}};
  alignas(cmsghdr) std::array<char, 256> control = {};
  iovec part = {frame.bytes.data(), frame.bytes.size()};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t length = recvmsg(descriptor, &message, 0);
  if (length < 0) return std::nullopt;
  frame.bytes.resize(static_cast<std::size_t>(length));
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time = {};
    std::memcpy(&time, CMSG_DATA(each), sizeof(time));
    frame.time = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
  return frame;
}

}  // namespace

Bytes Arp::Frame() const {
  Bytes bytes;
  Append(bytes, to);
  Append(bytes, sender);
  Append(bytes, Bytes{0x08, 0x06, 0, 1, 0x08, 0x00, 6, 4, 0, operation});
  Append(bytes, sender);
  Append(bytes, sender_ip);
  Append(bytes, target);
  Append(bytes, target_ip);
  return bytes;
}

bool RecordedFrame::IsArpRequest() const {
  return bytes.size() >= kEthernetHeader + 28 && bytes[12] == 0x08 && bytes[13] == 0x06 &&
         bytes[21] == 1;
}

bool RecordedFrame::IsNeighborSolicitation() const {
  constexpr std::uint8_t kIcmpv6 = 58;
  constexpr std::uint8_t kSolicitation = 135;
  return bytes.size() >= kEthernetHeader + 64 && bytes[12] == 0x86 && bytes[13] == 0xdd &&
         bytes[20] == kIcmpv6 && bytes[54] == kSolicitation;
}

RawSocket::RawSocket(const std::string& host, const std::string& card)
    : descriptor_(host.empty() ? OpenSocket(card) : OpenOnHost(host, card)) {}

RawSocket::~RawSocket() { close(descriptor_); }

bool RawSocket::Send(const Bytes& frame) const {
  return send(descriptor_, frame.data(), frame.size(), 0) >= 0;
}

std::vector<RecordedFrame> RawSocket::Read() const {
  std::vector<RecordedFrame> frames;
  while (auto frame = ReadFrame(descriptor_)) frames.push_back(*std::move(frame));
  return frames;
}

bool RawSocket::Wait(int stop) const {
  std::array<pollfd, 2> waited = {{{descriptor_, POLLIN, 0}, {stop, POLLIN, 0}}};
  const auto limit = std::chrono::milliseconds(kWaitLimit).count();
  if (poll(waited.data(), waited.size(), static_cast<int>(limit)) == 0) {
    throw std::runtime_error("no frame was sent or received");
  }
  return waited[1].revents == 0;
}

ArpResponder::ArpResponder(const std::string& host, Answer answer)
    : socket_(host, "eth0"),
      stop_(Check(eventfd(0, EFD_CLOEXEC), "eventfd")),
      thread_([this, answer = std::move(answer)] {
        while (socket_.Wait(stop_)) {
          for (const RecordedFrame& frame : socket_.Read()) {
            constexpr std::size_t kTargetIp = kEthernetHeader + 24;
            if (!frame.IsArpRequest()) continue;
            // Not what this socket sent.
            if (!std::equal(kScannersMac.begin(), kScannersMac.end(), frame.bytes.begin() + 6)) {
              continue;
            }
            Ipv4 wanted = {};
            std::copy_n(frame.bytes.begin() + kTargetIp, wanted.size(), wanted.begin());
            answer(wanted, socket_);
          }
        }
      }) {}

ArpResponder::~ArpResponder() {
  constexpr std::uint64_t kOne = 1;
  static_cast<void>(!write(stop_, &kOne, sizeof(kOne)));
  thread_.join();
  close(stop_);
}

}  // namespace exporter::tests
