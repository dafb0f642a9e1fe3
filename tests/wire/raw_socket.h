// A packet socket on a network card of a host: sends and receives whole Ethernet frames, to record
// what the scan sends and to answer as no kernel does.

#ifndef TESTS_WIRE_RAW_SOCKET_H_
#define TESTS_WIRE_RAW_SOCKET_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace exporter::tests {

using Bytes = std::vector<std::uint8_t>;
using Mac = std::array<std::uint8_t, 6>;
using Ipv4 = std::array<std::uint8_t, 4>;

inline constexpr Mac kEveryHost = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
inline constexpr Mac kScannersMac = {2, 0, 0, 0, 0, 0x99};
inline constexpr Ipv4 kScannersIp = {192, 0, 2, 2};

// An ARP packet. The frame goes from `sender` to `to`.
struct Arp {
  std::uint8_t operation = 2;  // 1: request, 2: reply
  Mac sender = {};
  Ipv4 sender_ip = {};
  Mac target = kScannersMac;
  Ipv4 target_ip = kScannersIp;
  Mac to = kScannersMac;

  Bytes Frame() const;
};

struct RecordedFrame {
  Bytes bytes;
  std::chrono::nanoseconds time;  // when the kernel sent or received it

  // The EtherType and, for IPv6, the ICMPv6 type.
  bool IsArpRequest() const;
  bool IsNeighborSolicitation() const;
};

class RawSocket {
 public:
  // The socket of a host; if `host` is empty, of the test's own network. Throws std::system_error.
  RawSocket(const std::string& host, const std::string& card);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  // False if the interface is down or the queue is full.
  bool Send(const Bytes& frame) const;
  // All frames that were sent or received since the last call.
  std::vector<RecordedFrame> Read() const;
  // Waits until a frame can be read, or `stop` is readable. False if it was stopped.
  bool Wait(int stop = -1) const;

 private:
  int descriptor_ = -1;
};

// Calls a function for each ARP request that reaches a host, in a thread. It sends what it wants.
class ArpResponder {
 public:
  using Answer = std::function<void(const Ipv4& wanted, const RawSocket& socket)>;

  ArpResponder(const std::string& host, Answer answer);
  ~ArpResponder();
  ArpResponder(const ArpResponder&) = delete;
  ArpResponder& operator=(const ArpResponder&) = delete;

 private:
  RawSocket socket_;
  int stop_;
  std::jthread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_WIRE_RAW_SOCKET_H_
