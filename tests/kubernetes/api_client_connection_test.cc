// ApiClient: connections that end between two requests, and names with several addresses.

#include <arpa/inet.h>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "exporter/kubernetes/api_client.h"
#include "tests/kubernetes/server_access.h"
#include "tests/standin/api_server.h"
#include "tests/support/certificates.h"
#include "tests/support/deadlines.h"
#include "tests/support/faults.h"
#include "tests/support/proxy.h"
#include "tests/support/wire.h"

namespace exporter::kubernetes {
namespace {

using standin::ApiServer;
using standin::Delivery;
using testing::HasSubstr;
using tests::Wire;

// The addresses of host names that only these tests can resolve.
class Names {
 public:
  static Names& Instance() {
    static Names names;
    return names;
  }

  void Set(const std::string& name, std::vector<std::string> addresses) {
    const std::scoped_lock lock(mutex_);
    addresses_[name] = std::move(addresses);
  }

  // Lookups of the name do not end before the next call, with another name.
  void Hang(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    hanging_ = name;
    lookups_ = 0;
    released_.notify_all();
  }

  // Lookups of the hanging name since it hangs.
  int lookups() {
    const std::scoped_lock lock(mutex_);
    return lookups_;
  }

  std::vector<std::string> Find(const char* name) {
    std::unique_lock lock(mutex_);
    if (name != nullptr && name == hanging_) {
      ++lookups_;
      released_.wait(lock, [&] { return name != hanging_; });
    }
    const auto found = addresses_.find(name == nullptr ? "" : name);
    return found == addresses_.end() ? std::vector<std::string>() : found->second;
  }

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  // Guarded by mutex_:
  std::map<std::string, std::vector<std::string>> addresses_;
  std::string hanging_;
  int lookups_ = 0;
};

}  // namespace
}  // namespace exporter::kubernetes

// Replaces libc's function for the whole test program, libcurl included.
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's names are reserved
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  static const auto original =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  const auto addresses = exporter::kubernetes::Names::Instance().Find(name);
  if (addresses.empty()) return original(name, service, hints, result);
  addrinfo** tail = result;
  for (const std::string& address : addresses) {
    const int error = original(address.c_str(), service, hints, tail);
    if (error != 0) return error;
    while (*tail != nullptr) tail = &(*tail)->ai_next;
  }
  return 0;
}

namespace exporter::kubernetes {
namespace {

credentials::Access Through(const Wire& wire) {
  credentials::Access access;
  access.endpoint = {false, "127.0.0.1", wire.port(), ""};
  return access;
}

TEST(ApiClient, RepeatsARequestIfItsKeptConnectionEnds) {
  for (const Wire::Fault fault : {Wire::Fault::kResetReused, Wire::Fault::kCloseReused}) {
    constexpr std::size_t kRequests = 20;  // libcurl itself fails the seventh
    ApiServer server;
    Wire wire(server.port());
    wire.Set(server.port(), fault);
    ApiClient client(Through(wire), kAgent);
    for (std::size_t i = 0; i < kRequests; ++i) {
      EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200") << i;
    }
    EXPECT_EQ(server.Requests().size(), kRequests);
  }
}

TEST(ApiClient, RepeatsARequestIfItsKeptConnectionWasIdleTooLong) {
  ApiServer server;
  ApiClient client(AccessTo(server), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  bool first = true;
  server.Intercept([&first](const standin::Request&) {
    return std::exchange(first, false) ? std::optional(standin::Reply{.status = 408})
                                       : std::nullopt;
  });
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  EXPECT_EQ(server.Requests().size(), 3U);
}

TEST(ApiClient, RepeatsARequestOnceAtMost) {
  ApiServer server;
  ApiClient client(AccessTo(server), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  server.Intercept([](const standin::Request&) {
    return tests::Delivered({.body = std::string(10'000, 'x')}, Delivery::kCut);
  });
  EXPECT_THAT(Outcome(client.Get("/version", tests::Patient())), HasSubstr("protocol: "));
  EXPECT_EQ(server.Requests().size(), 3U) << "on the kept connection, and on a new one";
}

TEST(ApiClient, RepeatsARequestOnceIfItsKeptConnectionIsSilent) {
  ApiServer server;
  ApiClient client(AccessTo(server), kAgent);
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
  int requests = 0;
  server.Intercept([&requests](const standin::Request&) -> std::optional<standin::Reply> {
    if (++requests > 1) return std::nullopt;
    return tests::Delivered({.body = "{}"}, Delivery::kHang);
  });
  const credentials::Deadline two_seconds{std::chrono::steady_clock::now() +
                                          std::chrono::seconds(2)};
  EXPECT_EQ(Outcome(client.Get("/version", two_seconds)), "200");
  EXPECT_EQ(server.Requests().size(), 3U);
}

TEST(ApiClient, RepeatsNoRequestAfterATimeoutOnANewConnection) {
  ApiServer server;
  ApiClient client(AccessTo(server), kAgent);
  server.Intercept(
      [](const standin::Request&) { return tests::Delivered({.body = "{}"}, Delivery::kHang); });
  EXPECT_THAT(Outcome(client.Get("/version", tests::Impatient())), HasSubstr("timeout: "));
  EXPECT_LE(server.Requests().size(), 1U);
}

// An address of loopback that does not respond: its accept queue is full.
class SilentAddress {
 public:
  static constexpr const char* kAddress = "127.0.0.2";

  explicit SilentAddress(int port, const char* text = kAddress) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(inet_pton(AF_INET, text, &address.sin_addr), 1);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, generic, sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 0), 0);
    EXPECT_EQ(connect(waiting_, generic, sizeof(address)), 0);
  }
  ~SilentAddress() {
    close(waiting_);
    close(listener_);
  }
  SilentAddress(const SilentAddress&) = delete;
  SilentAddress& operator=(const SilentAddress&) = delete;

 private:
  const int listener_ = socket(AF_INET, SOCK_STREAM, 0);
  const int waiting_ = socket(AF_INET, SOCK_STREAM, 0);
};

// A quarter of this time passes before the second of two addresses is tried.
credentials::Deadline ForSilentAddresses() {
  return {std::chrono::steady_clock::now() + std::chrono::seconds(6)};
}

TEST(ApiClient, TriesTheNextAddressOfAName) {
  ApiServer server;
  const SilentAddress silent(server.port());
  Names::Instance().Set("two.test", {SilentAddress::kAddress, "127.0.0.1"});
  credentials::Access access = AccessTo(server);
  access.endpoint.host = "two.test";
  EXPECT_EQ(Outcome(GetVersion(access, ForSilentAddresses())), "200");
}

// libcurl itself gives each address half of the time that is left: the last of these would get 1
// ms.
TEST(ApiClient, DividesTheTimeEquallyAmongManyAddresses) {
  constexpr int kSilent = 10;
  ApiServer server;
  std::vector<std::string> addresses;
  std::vector<std::unique_ptr<SilentAddress>> silent;
  for (int i = 0; i < kSilent; ++i) {
    addresses.push_back("127.0.0." + std::to_string(i + 2));
    silent.push_back(std::make_unique<SilentAddress>(server.port(), addresses.back().c_str()));
  }
  addresses.emplace_back("127.0.0.1");
  Names::Instance().Set("many.test", addresses);
  credentials::Access access = AccessTo(server);
  access.endpoint.host = "many.test";
  EXPECT_EQ(Outcome(GetVersion(access, ForSilentAddresses())), "200");
}

TEST(ApiClient, TriesNoOtherAddressAfterAConnection) {
  const tests::CertificateAndKey authority = tests::MakeAuthority("test");
  ApiServer server({.certificate = tests::MakeSigned({.common_name = "x"}, authority)});
  const SilentAddress silent(server.port());
  Names::Instance().Set("wrong.test", {"127.0.0.1", SilentAddress::kAddress});
  credentials::Access access = AccessTo(server, authority.certificate_pem);
  access.endpoint.host = "wrong.test";
  EXPECT_THAT(Outcome(GetVersion(access, ForSilentAddresses())), HasSubstr("tls: "));
}

TEST(ApiClient, TriesTheNextAddressOfAProxy) {
  ApiServer server;
  const tests::ProxyServer proxy;
  const SilentAddress silent(proxy.port());
  Names::Instance().Set("proxy.test", {SilentAddress::kAddress, "127.0.0.1"});
  credentials::Access access = AccessTo(server);
  access.proxy =
      credentials::ParseProxyUrl("http://proxy.test:" + std::to_string(proxy.port())).value();
  EXPECT_EQ(Outcome(GetVersion(access, ForSilentAddresses())), "200");
}

TEST(ApiClient, SaysThatNoAddressResponds) {
  ApiServer server;
  const SilentAddress silent(server.port());
  Names::Instance().Set("one.test", {SilentAddress::kAddress});
  credentials::Access access = AccessTo(server);
  access.endpoint.host = "one.test";
  const std::string expected =
      "timeout: " + credentials::HostAndPort(access.endpoint) + ": timeout while connecting";
  EXPECT_EQ(TimedOut(access, expected), expected);
}

// Servers on two addresses of one name. The client must use the second one, then its own choice.
class AddressChoiceTest : public testing::TestWithParam<std::pair<const char*, const char*>> {
 protected:
  AddressChoiceTest() {
    SetAddresses({first_, second_});
    EXPECT_EQ(Get(), "200") << "the first address refuses connections";
    first_server_ = std::make_unique<ApiServer>(
        standin::ServerOptions{.host = first_, .port = second_server_->port()});
  }

  void SetAddresses(const std::vector<std::string>& addresses) {
    Names::Instance().Set("choice.test", addresses);
  }

  std::string Get() { return Outcome(client_.Get("/version", tests::Patient())); }

  // The next request needs a new connection.
  void CloseConnection() {
    second_server_->Intercept([](const standin::Request&) {
      return standin::Reply{.body = "{}", .headers = {{"Connection", "close"}}};
    });
    EXPECT_EQ(Get(), "200");
    second_server_->Intercept({});
  }

  credentials::Access ToName() const {
    credentials::Access access;
    access.endpoint = {false, "choice.test", second_server_->port(), ""};
    return access;
  }

  const std::string first_ = GetParam().first;
  const std::string second_ = GetParam().second;
  std::unique_ptr<ApiServer> second_server_ = std::make_unique<ApiServer>(
      standin::ServerOptions{.host = second_, .idle_time = std::chrono::seconds(1)});
  std::unique_ptr<ApiServer> first_server_;
  ApiClient client_{ToName(), kAgent};
};

TEST_P(AddressChoiceTest, PrefersTheAddressThatWorkedLast) {
  CloseConnection();
  EXPECT_EQ(Get(), "200");
  EXPECT_EQ(first_server_->Requests().size(), 0U);
}

TEST_P(AddressChoiceTest, UsesAnotherAddressIfTheLastOneFails) {
  second_server_.reset();
  EXPECT_EQ(Get(), "200");
  EXPECT_EQ(first_server_->Requests().size(), 1U);
}

TEST_P(AddressChoiceTest, UsesNoAddressThatTheNameHasLost) {
  SetAddresses({first_});
  CloseConnection();
  const std::size_t before = second_server_->Requests().size();
  EXPECT_EQ(Get(), "200");
  EXPECT_EQ(second_server_->Requests().size(), before);
}

INSTANTIATE_TEST_SUITE_P(ApiClient, AddressChoiceTest,
                         testing::Values(std::pair("127.0.0.2", "127.0.0.1"),
                                         std::pair("127.0.0.1", "::1")),
                         [](const auto& each) { return each.index == 0 ? "Ipv4" : "Ipv6"; });

TEST(ApiClient, AHangingResolverKeepsOneThread) {
  ApiServer server;
  Names::Instance().Set("hangs.test", {"127.0.0.1"});
  Names::Instance().Hang("hangs.test");
  credentials::Access access = AccessTo(server);
  access.endpoint.host = "hangs.test";
  ApiClient client(access, kAgent);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Outcome(client.Get("/version", tests::Impatient())),
                HasSubstr("timeout while resolving the host name"));
  }
  EXPECT_EQ(Names::Instance().lookups(), 1);
  Names::Instance().Hang("");
  EXPECT_EQ(Outcome(client.Get("/version", tests::Patient())), "200");
}

}  // namespace
}  // namespace exporter::kubernetes
