// A client of another exporter, which asks for its JSON.
//
// The URL is the base URL of the exporter, as "http://exporter:10472" or
// "https://user:password@exporter:10472". Used by one thread.

#ifndef EXPORTER_SOURCES_REMOTE_EXPORTER_H_
#define EXPORTER_SOURCES_REMOTE_EXPORTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/credentials/deadline.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/remote/fleet_reader.h"
#include "exporter/result/result.h"

namespace exporter::sources {

// The path of the fleet's JSON.
inline constexpr const char* kFleetPath = "/api/v1/fleet";

// The base URL without credentials.
std::string BaseUrl(const credentials::Endpoint& endpoint);

class RemoteExporter {
 public:
  // The largest JSON, after decompression. A source can make this exporter store so many bytes.
  static constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;

  RemoteExporter(const credentials::Access& access, const std::string& user_agent);

  // The base URL of an exporter, also if the URL of its JSON is given.
  // Errors: kConfig, a sentence that follows the name of a flag, without credentials.
  static Result<credentials::Access> ParseUrl(std::string_view url);

  // The body of the response to a GET request. `path` may have a query.
  // Errors: those of ApiClient::Get; for a status other than 200, the kinds of kubernetes::ErrorOf;
  // kProtocol for a response that is not JSON. The messages contain the URL without credentials.
  Result<std::string> GetJson(std::string_view path, const credentials::Deadline& deadline);

  struct Answer {
    std::optional<std::string> json;  // nullopt: unchanged
    std::string etag;
  };
  // As GetJson. `etag`: of an earlier answer; empty: none.
  Result<Answer> GetChangedJson(std::string_view path, std::string_view etag,
                                const credentials::Deadline& deadline);

  // The whole fleet. Errors: those of GetJson and of remote::ReadFleet.
  Result<remote::RemoteFleet> GetFleet(const credentials::Deadline& deadline);

 private:
  std::string base_url_;  // for messages
  kubernetes::ApiClient client_;
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_REMOTE_EXPORTER_H_
