// Our HTTP server: responds to GET, HEAD and POST on exact paths with the responses of handlers.
// Knows nothing of metrics or clusters.
//
// A client that is slow, idle or sends too much loses its connection and does not delay other
// clients. The number of connections is limited; connections.h describes which connections are
// dropped. Handlers run on the
// connections' threads, several at the same time. Security does TLS and authentication. cpp-httplib
// does HTTP itself. Sockets, limits and deadlines are ours, because the server of cpp-httplib
// blocks a thread for each stalled client.

#ifndef EXPORTER_WEB_SERVER_H_
#define EXPORTER_WEB_SERVER_H_

#include <cstddef>
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
  std::string method;                             // "GET" also for HEAD
  std::string path;                               // without the query
  std::map<std::string, std::string> query = {};  // decoded; the first value of each name
  bool accepts_gzip = false;
  std::string if_none_match = {};  // the elements of the headers; empty if there is none
};

struct Response {
  int status = 200;
  std::string content_type;
  // Parts of a large body that responses share. These parts come before `body` and are not copied.
  // No nullptr.
  std::vector<std::shared_ptr<const std::string>> shared_body = {};
  std::string body;
  bool gzip_encoded = false;  // the whole body is gzip
  std::vector<std::pair<std::string, std::string>> headers;
};

Response PlainText(int status, std::string body);

// Must be thread-safe. If it throws, the response is 500.
using Handler = std::function<Response(const Request&)>;

// By path.
struct Routes {
  std::map<std::string, Handler> get;  // also for HEAD, which gets no body
  std::map<std::string, Handler> post;
};

class Server {
 public:
  // More are of no use: a scraper needs one connection.
  static constexpr std::size_t kMaxConnections = 400;

  // Opens every address, so that an address in use is an error before anything is served. `logger`
  // must outlive the server. Errors: kConfig; the message names the address.
  static Result<std::unique_ptr<Server>> Listen(const std::vector<ListenAddress>& addresses,
                                                logging::Logger& logger);
  // Calls Stop().
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The addresses that the server listens on, with the real ports: "127.0.0.1:10472".
  std::vector<std::string> addresses() const;

  // Serves on its own threads. REQUIRES: not started yet; `security` is not nullptr;
  // `max_connections` > 0; with TLS, SIGPIPE is ignored.
  void Start(Routes routes, std::unique_ptr<Security> security,
             std::size_t max_connections = kMaxConnections);

  // Closes every connection and returns when no handler runs any more.
  void Stop();

 private:
  struct Listening;

  explicit Server(std::unique_ptr<Listening> listening);

  std::unique_ptr<Listening> listening_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_SERVER_H_
