// Serves HTTP/1.1 on open connections: cpp-httplib parses requests and writes responses over
// ClientStream, and our routes respond after authentication. Does not accept connections
// (server.h). Thread-safe: serves any number of connections.

#ifndef EXPORTER_WEB_HTTP_PROTOCOL_H_
#define EXPORTER_WEB_HTTP_PROTOCOL_H_

#include <httplib.h>

#include <functional>

#include "exporter/logging/logger.h"
#include "exporter/web/client_stream.h"
#include "exporter/web/connections.h"
#include "exporter/web/peer.h"
#include "exporter/web/security.h"
#include "exporter/web/server.h"

namespace exporter::web {

// Uses only the parts of httplib's server that read a request and write a response. The base class
// never listens.
class HttpProtocol : private httplib::Server {
 public:
  // `security` and `logger` must outlive it.
  HttpProtocol(Routes routes, Security& security, logging::Logger& logger);

  // Serves the client until it closes the connection or exceeds a limit. Reports to `progress`
  // whose action is next: the server's from a complete request until the response begins. Does not
  // throw.
  void ServeClient(int descriptor, const Connections::Progress& progress);

 private:
  template <typename Protocol>
  static bool ProcessRequest(Protocol& protocol, httplib::Stream& stream, bool last, bool& closed,
                             const std::function<void(httplib::Request&)>& set_up);

  // Responds with 431 if the head of the request is too large. The connection then ends.
  void RefuseHead(ClientStream& stream, const Peer& peer) const;
  void Respond(const httplib::Request& request, httplib::Response& response) const;
  Response Route(const httplib::Request& request) const;

  const Routes routes_;
  Security& security_;
  logging::Logger& logger_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_HTTP_PROTOCOL_H_
