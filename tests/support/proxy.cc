#include "tests/support/proxy.h"

#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/client_stream.h"
#include "tests/support/loopback.h"

namespace exporter::tests {
namespace {

constexpr int kSuccess = 200;
constexpr int kAuthenticationRequired = 407;
constexpr char kSocksVersion = 5;
constexpr std::size_t kSocksIpv4 = 1;
constexpr std::size_t kSocksName = 3;

std::string Base64(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
  encoded.resize(static_cast<std::size_t>(EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(encoded.data()),
      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()))));
  return encoded;
}

int PortIn(const std::string& target) { return std::stoi(target.substr(target.rfind(':') + 1)); }

}  // namespace

struct ProxyServer::Running {
  explicit Running(ProxyOptions given)
      : options(std::move(given)), context(MakeTlsContext(options.certificate)) {}

  void Accept() {
    while (true) {
      const int descriptor = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) return;
      const std::scoped_lock lock(mutex);
      open.push_back(descriptor);
      threads.emplace_back([this, descriptor] { Serve(descriptor); });
    }
  }

  // The descriptor is closed when the proxy stops, so that its number is not reused before.
  void Serve(int descriptor) {
    ClientStream client(descriptor, context.get());
    if (!client.Handshake()) return;
    const std::string first = client.ReadExactly(1);
    if (first.empty()) return;
    const int upstream =
        first[0] == kSocksVersion ? GreetBySocks(client) : GreetByHttp(client, first);
    if (upstream >= 0) {
      {
        const std::scoped_lock lock(mutex);
        open.push_back(upstream);
      }
      client.Relay(upstream);
      shutdown(upstream, SHUT_RDWR);
    }
    shutdown(descriptor, SHUT_RDWR);
  }

  // RFC 1928 and 1929. Returns the requested connection; -1 if there is none.
  int GreetBySocks(ClientStream& client) {
    const std::string methods = client.ReadExactly(client.ReadByte());
    const char wanted = options.credentials.empty() ? 0 : 2;
    if (methods.find(wanted) == std::string::npos) {
      client.Write({kSocksVersion, static_cast<char>(0xff)});
      return -1;
    }
    client.Write({kSocksVersion, wanted});
    const auto text = [&client] { return client.ReadExactly(client.ReadByte()); };
    if (wanted != 0) {
      client.ReadExactly(1);
      const std::string user = text();
      const bool known = user + ':' + text() == options.credentials;
      client.Write({1, static_cast<char>(known ? 0 : 1)});
      if (!known) return -1;
    }
    client.ReadExactly(3);
    const std::size_t kind = client.ReadByte();
    const std::string host = kind == kSocksName ? text() : "an address";
    if (kind == kSocksIpv4) client.ReadExactly(4);
    const std::size_t high = client.ReadByte();
    const std::string target = host + ':' + std::to_string(high << 8 | client.ReadByte());
    const int upstream = options.refusal != 0 ? -1 : Dial(target);
    client.Write({kSocksVersion, static_cast<char>(upstream < 0 ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
    return upstream;
  }

  // Other methods than CONNECT are forwarded to the server of the URL.
  int GreetByHttp(ClientStream& client, std::string head) {
    while (!head.ends_with("\r\n\r\n")) {
      const std::string more = client.ReadExactly(1);
      if (more.empty()) return -1;
      head += more;
    }
    {
      const std::scoped_lock lock(mutex);
      heads += head;
    }
    int status = options.refusal == 0 ? kSuccess : options.refusal;
    const std::string wanted = "Proxy-Authorization: Basic " + Base64(options.credentials) + "\r\n";
    if (!options.credentials.empty() && head.find(wanted) == std::string::npos) {
      status = kAuthenticationRequired;
    }
    if (status != kSuccess) {
      client.Write("HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n\r\n");
      return -1;
    }
    const std::size_t target_at = head.find(' ') + 1;
    std::string target = head.substr(target_at, head.find(' ', target_at) - target_at);
    if (head.starts_with("CONNECT ")) {
      const int upstream = Dial(target);
      client.Write(upstream < 0 ? "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 200 Connection established\r\n\r\n");
      return upstream;
    }
    const std::size_t host_at = target.find("://") + 3;
    const std::size_t path_at = target.find('/', host_at);
    const int upstream = Dial(target.substr(host_at, path_at - host_at));
    head.erase(target_at, path_at);
    send(upstream, head.data(), head.size(), MSG_NOSIGNAL);
    return upstream;
  }

  int Dial(const std::string& target) {
    const int upstream = ConnectToLoopback(PortIn(target));
    const std::scoped_lock lock(mutex);
    if (upstream >= 0) targets.push_back(target);
    return upstream;
  }

  const ProxyOptions options;
  const TlsContext context;
  int listener = -1;
  int port = 0;
  mutable std::mutex mutex;
  std::vector<std::string> targets;  // guarded by mutex
  std::string heads;                 // guarded by mutex
  std::vector<int> open;             // guarded by mutex
  std::vector<std::thread> threads;  // guarded by mutex
  std::thread acceptor;
};

ProxyServer::ProxyServer(ProxyOptions options)
    : running_(std::make_unique<Running>(std::move(options))) {
  Running& running = *running_;
  running.listener = ListenOnLoopback(0);
  if (running.listener < 0) throw std::runtime_error("stand-in proxy: no port");
  running.port = PortOf(running.listener);
  running.acceptor = std::thread([&running] { running.Accept(); });
}

ProxyServer::~ProxyServer() {
  shutdown(running_->listener, SHUT_RDWR);
  running_->acceptor.join();
  {
    const std::scoped_lock lock(running_->mutex);
    for (const int descriptor : running_->open) shutdown(descriptor, SHUT_RDWR);
  }
  for (std::thread& thread : running_->threads) thread.join();
  for (const int descriptor : running_->open) close(descriptor);
  close(running_->listener);
}

int ProxyServer::port() const { return running_->port; }

std::vector<std::string> ProxyServer::Targets() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->targets;
}

std::string ProxyServer::Heads() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->heads;
}

}  // namespace exporter::tests
