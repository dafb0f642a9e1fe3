// A server that accepts connections and never sends anything.

#ifndef TESTS_KUBERNETES_SILENT_SERVER_H_
#define TESTS_KUBERNETES_SILENT_SERVER_H_

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exporter/credentials/access.h"

namespace exporter::kubernetes {

class SilentServer {
 public:
  SilentServer() : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(descriptor_, 8), 0);
    socklen_t size = sizeof(address);
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(descriptor_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  int port() const { return port_; }

  credentials::Access ToIt(bool tls) const {
    credentials::Access access;
    access.endpoint = {tls, "127.0.0.1", port_, ""};
    return access;
  }

 private:
  int descriptor_;
  int port_ = 0;
};

}  // namespace exporter::kubernetes

#endif  // TESTS_KUBERNETES_SILENT_SERVER_H_
