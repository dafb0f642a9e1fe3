// A request to the stand-in API server, and a reply of the server. A reply can be faulty. Plain
// values.

#ifndef TESTS_STANDIN_EXCHANGE_H_
#define TESTS_STANDIN_EXCHANGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace exporter::standin {

struct Request {
  std::string method;
  std::string path;                          // "/api/v1/services"
  std::string target;                        // with the query, as it was sent
  std::map<std::string, std::string> query;  // decoded
  std::multimap<std::string, std::string> headers;
  std::string client_name;  // the common name of the client's certificate; empty if there is none

  // The value of the first header with that name, in upper or lower case; empty if there is none.
  std::string Header(const std::string& name) const;
  // The value of the query parameter; empty if there is none.
  std::string Query(const std::string& name) const;
  // True if the value of the query parameter is "true" or "1".
  bool IsSet(const std::string& name) const;
  // Whether kubectl requests Table objects.
  bool WantsTable() const;
};

// How the server sends a reply.
enum class Delivery {
  kWhole,
  kHang,        // nothing until the server stops
  kHangInBody,  // half of the body, then nothing until the server stops
  kDrip,        // one byte of the body every 10 ms
  kCut,         // half of the body, then the connection is closed
};

struct WatchRequest;

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  Delivery delivery = Delivery::kWhole;
  std::shared_ptr<const WatchRequest> watch = {};  // if not nullptr: events follow, not a body
};

// The whole text as a number, or nullopt.
std::optional<std::uint64_t> ToNumber(std::string_view text);

// An error of the API: a Status object, as the real server returns it.
Reply StatusReply(int code, const std::string& reason, const std::string& message);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_EXCHANGE_H_
