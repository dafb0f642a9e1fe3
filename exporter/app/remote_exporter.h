// A client of another exporter, which asks for its JSON.
//
// The URL is the base URL of the exporter, as "http://exporter:10472" or
// "https://user:password@exporter:10472". Used by one thread.

#ifndef EXPORTER_APP_REMOTE_EXPORTER_H_
#define EXPORTER_APP_REMOTE_EXPORTER_H_

#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/credentials/deadline.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/remote/fleet_reader.h"
#include "exporter/result/result.h"

namespace exporter::app {

class RemoteExporter {
 public:
  explicit RemoteExporter(const credentials::Access& access);

  // The base URL of an exporter, also if the URL of its JSON is given.
  // Errors: kConfig, a sentence that follows the name of a flag, without credentials.
  static Result<credentials::Access> ParseUrl(std::string_view url);

  // The body of the response to a GET request. `path` may have a query.
  // Errors: those of ApiClient::Get; for a status other than 200, the kinds of kubernetes::ErrorOf;
  // kProtocol for a response that is not JSON. The messages contain the URL without credentials.
  Result<std::string> GetJson(std::string_view path, const credentials::Deadline& deadline);

  // The whole fleet. Errors: those of GetJson and of remote::ReadFleet.
  Result<remote::RemoteFleet> GetFleet(const credentials::Deadline& deadline);

 private:
  std::string base_url_;  // for messages
  kubernetes::ApiClient client_;
};

// As RemoteExporter::GetFleet, for one request.
Result<remote::RemoteFleet> FetchFleet(std::string_view url, const credentials::Deadline& deadline);

}  // namespace exporter::app

#endif  // EXPORTER_APP_REMOTE_EXPORTER_H_
