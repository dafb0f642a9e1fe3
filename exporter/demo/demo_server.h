// One demo cluster's API server, on a loopback port: plain HTTP, reads only, no credentials.
//
// Responds only to the requests that the exporter sends. Tests use a server that imitates far more
// of the API (tests/standin). Thread-safe.

#ifndef EXPORTER_DEMO_DEMO_SERVER_H_
#define EXPORTER_DEMO_DEMO_SERVER_H_

#include <memory>

#include "exporter/demo/demo_cluster.h"

namespace exporter::demo {

class DemoServer {
 public:
  // Throws std::runtime_error if there is no loopback port.
  explicit DemoServer(DemoCluster cluster);
  ~DemoServer();
  DemoServer(const DemoServer&) = delete;
  DemoServer& operator=(const DemoServer&) = delete;

  int port() const;  // on 127.0.0.1

  // Later responses show this cluster.
  void Update(DemoCluster cluster);

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::demo

#endif  // EXPORTER_DEMO_DEMO_SERVER_H_
