// One request to the stand-in server, and the reply to it, faults included. Plain values.

#ifndef TESTS_STANDIN_EXCHANGE_H_
#define TESTS_STANDIN_EXCHANGE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace exporter::standin {

struct Request {
  std::string method;
  std::string path;                          // "/api/v1/services"
  std::string target;                        // with the query, as it was sent
  std::map<std::string, std::string> query;  // decoded
  std::multimap<std::string, std::string> headers;
  std::string client_name;  // the common name of the client's certificate; empty without

  // The first header of that name, in any case of letters; empty if there is none.
  std::string Header(const std::string& name) const;
  std::string Query(const std::string& name) const;
};

// How a reply goes out.
enum class Delivery {
  kWhole,
  kHang,        // nothing at all, until the server stops
  kHangInBody,  // half of the body, then nothing
  kDrip,        // a byte now and then
  kCut,         // half of the body, then the connection is closed
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  Delivery delivery = Delivery::kWhole;
};

// A Status object as the API server words its errors.
Reply StatusReply(int code, const std::string& reason, const std::string& message);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_EXCHANGE_H_
