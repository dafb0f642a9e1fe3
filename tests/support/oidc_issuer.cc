#include "tests/support/oidc_issuer.h"

#include <httplib.h>
#include <openssl/evp.h>

#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/standin/tls_setup.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

std::string Base64Url(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL appends a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  while (encoded.ends_with('=')) encoded.pop_back();
  for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return encoded;
}

}  // namespace

std::string MakeIdToken(const std::string& subject, std::chrono::system_clock::time_point expires) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(expires.time_since_epoch()).count();
  return Base64Url(R"({"alg":"none"})") + '.' +
         Base64Url("{\"sub\":\"" + subject + "?>\",\"exp\":" + std::to_string(seconds) + '}') +
         ".c2ln";
}

struct OidcIssuer::Running {
  explicit Running(OidcIssuerOptions given)
      : options(std::move(given)), http([this](SSL_CTX& context) {
          return standin::SetUpTls(context, options.certificate, 0, "");
        }) {}

  void Discover(httplib::Response& response) {
    const std::string endpoint =
        options.token_endpoint.empty()
            ? "https://127.0.0.1:" + std::to_string(port) + "/realm/token/?x=1"
            : options.token_endpoint;
    std::string body = "{\"token_endpoint\": \"" + endpoint + '"';
    if (!options.auth_methods.empty()) {
      body += ", \"token_endpoint_auth_methods_supported\": " + options.auth_methods;
    }
    response.set_content(body + '}', "application/json");
  }

  bool IsAuthorized(const httplib::Request& request) const {
    if (options.client_secret.empty()) {
      return request.get_param_value("client_id") == options.client_id;
    }
    const auto basic =
        httplib::make_basic_authentication_header(options.client_id, options.client_secret);
    if (!options.secret_in_body) {
      return request.get_header_value("Authorization") == basic.second;
    }
    return request.get_param_value("client_id") == options.client_id &&
           request.get_param_value("client_secret") == options.client_secret;
  }

  void Renew(const httplib::Request& request, httplib::Response& response) {
    const std::string given = request.get_param_value("refresh_token");
    if (!IsAuthorized(request) || request.get_param_value("grant_type") != "refresh_token" ||
        given != options.refresh_token) {
      response.status = IsAuthorized(request) ? 400 : 401;
      const std::string code = response.status == 400 ? "invalid_grant" : "invalid_client";
      response.set_content(
          "{\"error\": \"" + code + "\", \"error_description\": \"" + given + "\"}",
          "application/json");
      return;
    }
    if (options.rotates) options.refresh_token = "refresh-" + std::to_string(++renewals + 1);
    std::string body = R"({"token_type": "Bearer", "access_token": "unused", "refresh_token": ")" +
                       options.refresh_token + '"';
    if (!options.id_token.empty()) body += R"(, "id_token": ")" + options.id_token + '"';
    response.set_content(body + '}', "application/json");
  }

  OidcIssuerOptions options;
  httplib::SSLServer http;
  int port = 0;
  mutable std::mutex mutex;
  int renewals = 0;  // guarded by mutex, as `requests` and `options`
  std::vector<std::string> requests;
  std::thread thread;
};

OidcIssuer::OidcIssuer(OidcIssuerOptions options)
    : running_(std::make_unique<Running>(std::move(options))) {
  Running& running = *running_;
  running.http.Get("/realm/.well-known/openid-configuration",
                   [&running](const httplib::Request& request, httplib::Response& response) {
                     const std::scoped_lock lock(running.mutex);
                     running.requests.push_back("GET " + request.target);
                     running.Discover(response);
                   });
  running.http.Post("/realm/token/",
                    [&running](const httplib::Request& request, httplib::Response& response) {
                      const std::scoped_lock lock(running.mutex);
                      running.requests.push_back("POST " + request.target + ' ' + request.body);
                      running.Renew(request, response);
                    });
  running.port = running.http.bind_to_any_port("127.0.0.1");
  if (running.port < 0) throw std::runtime_error("stand-in issuer: no port");
  running.thread = std::thread([&running] { running.http.listen_after_bind(); });
  WaitUntil([&] { return running.http.is_running(); },
            [] { return "the stand-in issuer to listen"; });
}

OidcIssuer::~OidcIssuer() {
  running_->http.stop();
  running_->thread.join();
}

std::string OidcIssuer::Url() const {
  return "https://127.0.0.1:" + std::to_string(running_->port) + "/realm";
}

void OidcIssuer::SetIdToken(const std::string& id_token) {
  const std::scoped_lock lock(running_->mutex);
  running_->options.id_token = id_token;
}

std::vector<std::string> OidcIssuer::Requests() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->requests;
}

}  // namespace exporter::tests
