#include "exporter/kubernetes/host_resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace exporter::kubernetes {
namespace {

using Addresses = std::vector<std::string>;

// Empty if there are none.
Addresses LookUp(const std::string& name) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

}  // namespace

struct HostResolver::Lookup {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::optional<Addresses> addresses;  // guarded by mutex; set at the end
};

tl::expected<std::vector<std::string>, HostResolver::Failure> HostResolver::Resolve(
    const std::string& name, const credentials::Deadline& deadline) {
  if (lookup_ == nullptr) {
    auto lookup = std::make_shared<Lookup>();
    try {
      std::thread([lookup, name] {
        Addresses addresses = LookUp(name);
        const std::scoped_lock lock(lookup->mutex);
        lookup->addresses = std::move(addresses);
        lookup->ended.notify_all();
      }).detach();
    } catch (const std::system_error&) {
      return tl::unexpected(Failure::kNoThread);
    }
    lookup_ = std::move(lookup);
  }
  Addresses addresses;
  {
    std::unique_lock lock(lookup_->mutex);
    if (!lookup_->ended.wait_until(lock, deadline.stop, deadline.at,
                                   [this] { return lookup_->addresses.has_value(); })) {
      return tl::unexpected(Failure::kTimeout);
    }
    addresses = *std::move(lookup_->addresses);
  }
  lookup_ = nullptr;
  if (addresses.empty()) return tl::unexpected(Failure::kNoAddress);
  return addresses;
}

bool IsAddress(const std::string& host) {
  in_addr unused = {};
  return host.find(':') != std::string::npos || inet_pton(AF_INET, host.c_str(), &unused) == 1;
}

}  // namespace exporter::kubernetes
