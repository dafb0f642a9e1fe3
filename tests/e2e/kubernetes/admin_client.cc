#include "tests/e2e/kubernetes/admin_client.h"

#include <stdexcept>

namespace exporter::tests {

using nlohmann::json;

AdminClient::AdminClient(int port, const std::string& authority_file, const std::string& token)
    : client_("127.0.0.1", port) {
  client_.set_ca_cert_path(authority_file);
  client_.enable_server_certificate_verification(true);
  client_.set_bearer_token_auth(token);
  client_.set_keep_alive(true);
}

int AdminClient::StatusOf(const std::string& path) {
  const auto result = client_.Get(path);
  return result ? result->status : 0;
}

json AdminClient::Get(const std::string& path) { return Checked(client_.Get(path), "GET " + path); }

json AdminClient::Create(const std::string& path, const json& object) {
  return Checked(client_.Post(path, object.dump(), "application/json"), "POST " + path);
}

void AdminClient::Patch(const std::string& path, const json& change) {
  Checked(client_.Patch(path, change.dump(), "application/merge-patch+json"), "PATCH " + path);
}

void AdminClient::Delete(const std::string& path) {
  Checked(client_.Delete(path), "DELETE " + path);
}

json AdminClient::Checked(const httplib::Result& result, const std::string& request) {
  if (!result) throw std::runtime_error(request + ": " + httplib::to_string(result.error()));
  constexpr int kFirstError = 300;
  if (result->status >= kFirstError) {
    throw std::runtime_error(request + ": " + std::to_string(result->status) + " " + result->body);
  }
  return json::parse(result->body);
}

}  // namespace exporter::tests
