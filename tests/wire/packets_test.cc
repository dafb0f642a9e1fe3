// The packets of a scan, and answers that are lost, invalid, forged or too many.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <thread>

#include "tests/support/wait_until.h"
#include "tests/wire/raw_socket.h"
#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr Mac kX = {2, 0, 0, 0, 0x0f, 1};

class PacketsTest : public WireTest {
 protected:
  void AddCluster() {
    AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
    Assign(a_, "web", "192.0.2.33");
    AddHosts(kIpv4Prefix, {33});
  }

  static void ExpectOk(const Scanned& scanned) {
    EXPECT_EQ(scanned.status, 0) << scanned.Notes();
    EXPECT_THAT(scanned.Findings(), ElementsAre(Pair("192.0.2.33", "ok cluster-a/a1")));
  }
};

// A sender of 0.0.0.0 or :: would make hosts give the address up (RFC 5227, RFC 4862).
TEST_F(PacketsTest, RequestsNameTheirSenderAndKeepTheRate) {
  constexpr std::size_t kRate = 20;
  AddCluster();
  AddPool(a_, "six", {"2001:db8::30-2001:db8::3f"});
  network_.Settle();
  const RawSocket recorder("", kScanner);
  EXPECT_EQ(Scan({"--rate", std::to_string(kRate)}).status, 0);
  std::vector<std::chrono::nanoseconds> times;
  for (const RecordedFrame& frame : recorder.Read()) {
    if (!std::equal(kScannersMac.begin(), kScannersMac.end(), frame.bytes.begin() + 6)) continue;
    if (frame.IsArpRequest()) {
      EXPECT_TRUE(std::equal(kScannersIp.begin(), kScannersIp.end(), frame.bytes.begin() + 28));
    } else if (frame.IsNeighborSolicitation()) {
      EXPECT_EQ(frame.bytes[22], 0xfe);
      EXPECT_EQ(frame.bytes[23], 0x80);
    } else {
      continue;
    }
    times.push_back(frame.time);
  }
  // 3 nodes and 32 addresses in the first round. In the second one, the 31 silent addresses, and
  // again the nodes and the assigned address.
  ASSERT_EQ(times.size(), 70);
  for (std::size_t i = kRate; i < times.size(); ++i) {
    EXPECT_GE(times[i] - times[i - kRate], std::chrono::seconds(1)) << i;
  }
}

TEST_F(PacketsTest, ALostPacketIsRepeated) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.39"});
  Assign(a_, "web", "192.0.2.33");
  AddNode(a_, "a1", {"192.0.2.11"});
  // This host loses every second request for an address, the first one as well.
  network_.AddHost("x", "02:00:00:00:0f:01", {});
  std::map<Ipv4, int> requests;
  const ArpResponder responder("x", [&](const Ipv4& wanted, const RawSocket& socket) {
    if (wanted[3] != 33 && wanted[3] != 11) return;
    if (++requests[wanted] % 2 == 0) socket.Send(Arp{.sender = kX, .sender_ip = wanted}.Frame());
  });
  ExpectOk(Scan({"--wait", "1s"}));
  const Scanned once = Scan({"--rounds", "1"});
  EXPECT_EQ(once.status, 3);
  EXPECT_THAT(once.Findings(), ElementsAre(Pair("192.0.2.33", "silent")));
}

// As a Wi-Fi extender does it, or a host that forges its answer.
TEST_F(PacketsTest, AnotherSenderOfTheFrameIsReported) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.39"});
  Assign(a_, "web", "192.0.2.33");
  AddHosts(kIpv4Prefix);
  const ArpResponder responder("x", [&](const Ipv4& wanted, const RawSocket& socket) {
    if (wanted[3] != 33) return;
    Bytes frame = Arp{.sender = {2, 0, 0, 0, 0x0a, 1}, .sender_ip = wanted}.Frame();
    std::copy(kX.begin(), kX.end(), frame.begin() + 6);
    socket.Send(frame);
  });
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << "the answer names a1";
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair("192.0.2.33", "ok cluster-a/a1")));
  EXPECT_EQ(scanned.json["findings"][0]["answers"][0]["ethernet_source"].String(),
            "02:00:00:00:0f:01");
  EXPECT_THAT(scanned.Notes(), HasSubstr("an answer names another hardware address than that of "
                                         "its sender"));
  EXPECT_THAT(RunProgram(ScanArguments({"-o", "table"})).output,
              HasSubstr("node a1 of cluster-a (02:00:00:00:0a:01 sent by 02:00:00:00:0f:01)\n"));
}

// The second host's answer to the first request is lost.
TEST_F(PacketsTest, ALostAnswerOfASecondHostIsNoticed) {
  AddCluster();
  int requests = 0;
  const ArpResponder responder("x", [&](const Ipv4& wanted, const RawSocket& socket) {
    if (wanted[3] != 33) return;
    if (++requests != 1) socket.Send(Arp{.sender = kX, .sender_ip = wanted}.Frame());
  });
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              ElementsAre(Pair("192.0.2.33", "foreign cluster-a/a1 02:00:00:00:0f:01")));
}

// As MetalLB announces a failover. A host that only announces does not answer.
TEST_F(PacketsTest, GratuitousArpOfAnotherHostIsNoConflict) {
  AddCluster();
  int sent = 0;
  const ArpResponder responder("x", [&](const Ipv4&, const RawSocket& socket) {
    const Ipv4 address = {192, 0, 2, 33};
    for (const std::uint8_t operation : {std::uint8_t{1}, std::uint8_t{2}}) {
      sent += socket.Send(Arp{.operation = operation,
                              .sender = kX,
                              .sender_ip = address,
                              .target = kEveryHost,
                              .target_ip = address,
                              .to = kEveryHost}
                              .Frame());
    }
  });
  ExpectOk(Scan());
  EXPECT_GT(sent, 0);
}

TEST_F(PacketsTest, InvalidAndForgedAnswersChangeNothing) {
  AddCluster();
  int sent = 0;
  const ArpResponder responder("x", [&](const Ipv4& wanted, const RawSocket& socket) {
    const Arp valid = {.sender = kX, .sender_ip = wanted};
    std::vector<Bytes> frames;
    for (const std::size_t length : {14U, 15U, 20U, 24U, 41U}) {
      frames.push_back(valid.Frame());
      frames.back().resize(length);
    }
    // The hardware type, protocol type, both lengths and the operation.
    for (const std::size_t place : {15U, 17U, 18U, 19U, 20U, 21U}) {
      frames.push_back(valid.Frame());
      frames.back()[place] = 8;
    }
    Arp forged = valid;
    forged.sender_ip = {192, 0, 2, 200};  // was not asked for
    frames.push_back(forged.Frame());
    forged = valid;
    forged.target = kX;  // the answer to another host
    frames.push_back(forged.Frame());
    forged.to = {2, 0, 0, 0, 0, 0x77};  // which the switch floods
    frames.push_back(forged.Frame());
    forged = valid;
    forged.sender = kEveryHost;
    frames.push_back(forged.Frame());
    frames.push_back(Arp{.sender = {}, .sender_ip = wanted}.Frame());
    for (const Bytes& each : frames) sent += socket.Send(each);
  });
  ExpectOk(Scan());
  EXPECT_GT(sent, 0);
}

// Sends packets at a rate in a thread.
class Flood {
 public:
  Flood(const std::string& host, double rate, std::vector<Bytes> frames)
      : socket_(host, "eth0"),
        thread_([this, rate, frames = std::move(frames)](const std::stop_token& stop) {
          const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
          const itimerspec every = {{0, 1'000'000}, {0, 1'000'000}};
          timerfd_settime(timer, 0, &every, nullptr);
          const auto start = std::chrono::steady_clock::now();
          std::uint64_t ticks = 0;
          while (!stop.stop_requested() && read(timer, &ticks, sizeof(ticks)) > 0) {
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
            while (static_cast<double>(sent_) < passed.count() * rate) {
              socket_.Send(frames[sent_++ % frames.size()]);
            }
          }
          close(timer);
        }) {}

  std::size_t sent() const { return sent_; }

 private:
  RawSocket socket_;
  std::atomic<std::size_t> sent_ = 0;
  std::jthread thread_;
};

std::string Metrics(const std::string& address) {
  const auto response = httplib::Client("http://" + address).Get("/metrics");
  return response ? response->body : "";
}

TEST_F(PacketsTest, TenThousandOtherPacketsASecondChangeNothing) {
  AddCluster();
  network_.Settle();
  const Ipv4 other = {192, 0, 2, 201};
  const Ipv4 not_asked = {192, 0, 2, 202};
  const Flood flood(
      "x", 10'000,
      {Arp{.operation = 1, .sender = kX, .sender_ip = other, .to = kEveryHost}.Frame(),
       Arp{.sender = kX, .sender_ip = other, .to = kEveryHost}.Frame(),
       Arp{.sender = kX, .sender_ip = not_asked}.Frame()});
  Process exporter({EXPORTER, "serve", "--web.listen-address", "127.0.0.1:0", "--kubeconfig",
                    kubeconfig_, "--scan.interface", kScanner, "--scan.rate", "50"});
  const std::string address = exporter.WaitForOutput("msg=listening address=");
  const std::string text =
      WaitForText([&] { return Metrics(address); }, "metallb_scan_last_success_timestamp_seconds{");
  EXPECT_GT(flood.sent(), 10'000);
  EXPECT_THAT(text, HasSubstr("metallb_scan_packets_dropped_total{interface=\"eth9\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("metallb_scan_up{interface=\"eth9\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_scan_answered_addresses{network=\"default\",interface="
                              "\"eth9\"} 4\n"));
  EXPECT_THAT(text, Not(HasSubstr("metallb_scan_answer_info{")));
}

}  // namespace
}  // namespace exporter::tests
