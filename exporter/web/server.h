// Our HTTP server: answers GET, HEAD and POST on exact paths with what it is given.
//
// It knows nothing of metrics or clusters. Requests are small and bounded, in bytes and in time:
// who is slow, silent or endless loses the connection and delays nobody else. There are at most 400
// connections, and no more than half as many as the process may have descriptors; connections.h
// says who is cut. Handlers run on the connections' threads, several at a time.
// Who may ask, and whether through TLS, is for its Security to say. HTTP itself is cpp-httplib's;
// sockets, limits and deadlines are ours, because its own server
// holds a thread for any client that stalls.

#ifndef EXPORTER_WEB_SERVER_H_
#define EXPORTER_WEB_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/logging/logger.h"
#include "exporter/result/result.h"
#include "exporter/web/listen_address.h"
#include "exporter/web/security.h"

namespace exporter::web {

struct Request {
  std::string method;  // "GET" for HEAD too
  std::string path;    // without the query
  bool accepts_gzip = false;
};

struct Response {
  int status = 200;
  std::string content_type;
  // Of large bodies what many answers have alike: it stands before `body`, and is not copied. No
  // nullptr.
  std::vector<std::shared_ptr<const std::string>> shared_body = {};
  std::string body;
  bool gzip_encoded = false;  // the body is gzip
  std::vector<std::pair<std::string, std::string>> headers;
};

// Must be safe to call from several threads. One that throws is answered for with 500.
using Handler = std::function<Response(const Request&)>;

// By path.
struct Routes {
  std::map<std::string, Handler> get;  // HEAD is answered by the same, without the body
  std::map<std::string, Handler> post;
};

class Server {
 public:
  // Opens every address, so that one in use is found before anything is served. `logger` must
  // outlive the server. Errors: kConfig, naming the address.
  static Result<std::unique_ptr<Server>> Listen(const std::vector<ListenAddress>& addresses,
                                                logging::Logger& logger);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with real ports: "127.0.0.1:10472".
  std::vector<std::string> addresses() const;

  // Serves, on threads of its own. REQUIRES: not started yet, `security` is not nullptr; with TLS,
  // SIGPIPE is ignored.
  void Start(Routes routes, std::unique_ptr<Security> security);

  // Ends every connection, whatever its client does, and returns when no handler runs any more.
  void Stop();

 private:
  struct Listening;

  explicit Server(std::unique_ptr<Listening> listening);

  std::unique_ptr<Listening> listening_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_SERVER_H_
