// HTTP/1.1 on one connection: cpp-httplib's parser and writer over our own stream, and our routes
// behind their guard. The routes are only read; any number of connections may be served at a time.

#ifndef EXPORTER_WEB_HTTP_PROTOCOL_H_
#define EXPORTER_WEB_HTTP_PROTOCOL_H_

#include <httplib.h>

#include <functional>

#include "exporter/logging/logger.h"
#include "exporter/web/connections.h"
#include "exporter/web/security.h"
#include "exporter/web/server.h"

namespace exporter::web {

// Of httplib's server only what reads a request and writes its answer is used: it never listens.
class HttpProtocol : private httplib::Server {
 public:
  // `security` and `logger` must outlive it.
  HttpProtocol(Routes routes, Security& security, logging::Logger& logger);

  // Serves the client until it leaves, is too slow or asks for too much. Tells `progress` whose
  // turn it is: ours from a whole request until the answer begins. Does not throw.
  void ServeClient(int descriptor, const Connections::Progress& progress);

 private:
  template <typename Protocol>
  static bool ProcessRequest(Protocol& protocol, httplib::Stream& stream, bool last, bool& closed,
                             const std::function<void(httplib::Request&)>& set_up);

  void Answer(const httplib::Request& request, httplib::Response& response) const;
  Response Route(const httplib::Request& request) const;

  const Routes routes_;
  Security& security_;
  logging::Logger& logger_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_HTTP_PROTOCOL_H_
