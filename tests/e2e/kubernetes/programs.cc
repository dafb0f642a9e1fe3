#include "tests/e2e/kubernetes/programs.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace exporter::tests {
namespace {

// Below Linux' ephemeral ports, which begin at 32768, so that no client uses the port first.
constexpr int kFirstPort = 15'000;
constexpr int kLastPort = 32'000;

bool IsFree(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  // MetalLB listens on all addresses.
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  const int result = bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  close(descriptor);
  return result == 0;
}

}  // namespace

std::string FromRunScript(const std::string& variable) {
  const char* const value = std::getenv(variable.c_str());
  if (value == nullptr) {
    throw std::runtime_error(variable + " is not set; start this by tests/e2e/kubernetes/run.sh");
  }
  return value;
}

int FreePort() {
  std::random_device device;
  std::uniform_int_distribution<int> ports(kFirstPort, kLastPort);
  while (true) {
    const int port = ports(device);
    if (IsFree(port)) return port;
  }
}

}  // namespace exporter::tests
