// Reads and writes objects of a real kube-apiserver as JSON, with an administrator's rights.
//
// Verifies the server's certificate. Not thread-safe: use a client for each thread.

#ifndef TESTS_E2E_KUBERNETES_ADMIN_CLIENT_H_
#define TESTS_E2E_KUBERNETES_ADMIN_CLIENT_H_

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>

namespace exporter::tests {

class AdminClient {
 public:
  AdminClient(int port, const std::string& authority_file, const std::string& token);

  // The HTTP status of a GET request; 0 if there is no response.
  int StatusOf(const std::string& path);

  // All functions below throw std::runtime_error with the server's message if the request fails.
  nlohmann::json Get(const std::string& path);
  nlohmann::json Create(const std::string& path, const nlohmann::json& object);
  // Sends a merge patch.
  void Patch(const std::string& path, const nlohmann::json& change);
  void Delete(const std::string& path);

 private:
  static nlohmann::json Checked(const httplib::Result& result, const std::string& request);

  httplib::SSLClient client_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_ADMIN_CLIENT_H_
