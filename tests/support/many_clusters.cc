#include "tests/support/many_clusters.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace exporter::tests {
namespace {

void Require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("ManyClusters: " + what);
}

// The JSON for a path without its query, such as "/c/17/api/v1/services".
std::string BodyFor(std::string_view path) {
  const std::string cluster(path.substr(3, path.find('/', 3) - 3));
  const std::string address = "10." + std::to_string(std::stoi(cluster) / 256) + '.' +
                              std::to_string(std::stoi(cluster) % 256) + '.';
  if (path.ends_with("/version")) return R"({"gitVersion":"v1.32.4"})";
  if (path.ends_with("/namespaces/kube-system")) {
    return R"({"metadata":{"name":"kube-system","uid":"uid-)" + cluster + R"("}})";
  }
  std::string kind = "BGPPeerList";
  std::string items;
  if (path.ends_with("/ipaddresspools")) {
    kind = "IPAddressPoolList";
    items = R"({"metadata":{"name":"p","namespace":"m"},"spec":{"addresses":[")" + address +
            R"(0/28"]}})";
  } else if (path.ends_with("/nodes")) {
    kind = "NodeList";
  } else if (path.ends_with("/services")) {
    kind = "ServiceList";
    items = R"({"metadata":{"name":"s","namespace":"n"},"spec":{"type":"LoadBalancer"},)"
            R"("status":{"loadBalancer":{"ingress":[{"ip":")" +
            address + R"(1"}]}}})";
  }
  return R"({"kind":")" + kind + R"(","metadata":{"resourceVersion":"1"},"items":[)" + items + "]}";
}

// The responses to the complete requests at the start of `requests`, which are removed.
std::string Respond(std::string& requests) {
  std::string responses;
  for (std::size_t end = 0; (end = requests.find("\r\n\r\n")) != std::string::npos;) {
    const std::string line = requests.substr(0, requests.find('\r'));
    const std::string target = line.substr(4, line.find(' ', 4) - 4);
    const std::string body = BodyFor(target.substr(0, target.find('?')));
    responses += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body;
    requests.erase(0, end + 4);
  }
  return responses;
}

}  // namespace

ManyClusters::ManyClusters() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  constexpr int kBacklog = 4'096;
  Require(bind(listener_, generic, size) == 0 && listen(listener_, kBacklog) == 0 &&
              getsockname(listener_, generic, &size) == 0 && pipe2(stop_, O_CLOEXEC) == 0,
          "no port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

ManyClusters::~ManyClusters() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  close(listener_);
}

std::string ManyClusters::Kubeconfig(int count) const {
  std::string clusters = "clusters:\n";
  std::string contexts = "contexts:\n";
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    clusters += "- {name: c" + number +
                ", cluster: {server: 'http://127.0.0.1:" + std::to_string(port_) + "/c/" + number +
                "'}}\n";
    contexts += "- {name: c" + number + ", context: {cluster: c" + number + ", user: u}}\n";
  }
  return clusters + contexts + "users:\n- {name: u, user: {}}\n";
}

void ManyClusters::Serve() const {
  std::vector<pollfd> waiting = {{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
  std::map<int, std::string> requests;  // by descriptor
  while (true) {
    poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0) break;
    for (std::size_t i = waiting.size() - 1; i > 1; --i) {
      if (waiting[i].revents == 0) continue;
      const int descriptor = waiting[i].fd;
      std::array<char, 4096> part;
      const ssize_t count = recv(descriptor, part.data(), part.size(), 0);
      std::string& received = requests[descriptor];
      if (count > 0) received.append(part.data(), static_cast<std::size_t>(count));
      const std::string response = Respond(received);
      if (count > 0 && send(descriptor, response.data(), response.size(), MSG_NOSIGNAL) >= 0) {
        continue;
      }
      close(descriptor);
      requests.erase(descriptor);
      waiting[i] = waiting.back();
      waiting.pop_back();
    }
    if (waiting[1].revents != 0) {
      const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor >= 0) waiting.push_back({descriptor, POLLIN, 0});
    }
  }
  for (std::size_t i = 2; i < waiting.size(); ++i) close(waiting[i].fd);
}

}  // namespace exporter::tests
