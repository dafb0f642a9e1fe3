// TLS, client certificates and users of the server, with real clients.

#include "exporter/web/security.h"

#include <crypt.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/web/server.h"
#include "tests/support/certificates.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::CertificateAndKey;

// Reads PEM text into the types of httplib's clients.
using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

X509Pointer ReadCertificate(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

KeyPointer ReadKey(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

class SecurityTest : public testing::Test {
 protected:
  SecurityTest() {
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    folder_.Write("tls.crt", certificate_.certificate_pem);
    folder_.Write("tls.key", certificate_.key_pem);
    folder_.Write("ca.crt", authority_.certificate_pem);
  }

  // Serves "/" with this web configuration.
  void Serve(const std::string& config) {
    auto security = Security::Load(folder_.Write("web.yaml", config), logger_);
    ASSERT_TRUE(security) << security.error().message;
    server_ = Server::Listen({{"127.0.0.1", 0}}, logger_).value();
    Routes routes;
    routes.get["/"] = [](const Request&) {
      Response response;
      response.content_type = "text/plain";
      response.body = std::string(300'000, 'x');
      return response;
    };
    server_->Start(std::move(routes), *std::move(security));
  }

  int Port() const {
    const std::string address = server_->addresses().at(0);
    return std::stoi(address.substr(address.find(':') + 1));
  }

  // A client that trusts our authority and presents the certificate, if given.
  std::unique_ptr<httplib::SSLClient> TlsClient(const tests::CertificateAndKey* shown = nullptr) {
    std::unique_ptr<httplib::SSLClient> client;
    if (shown == nullptr) {
      client = std::make_unique<httplib::SSLClient>("127.0.0.1", Port());
    } else {
      shown_.emplace_back(ReadCertificate(shown->certificate_pem), ReadKey(shown->key_pem));
      client = std::make_unique<httplib::SSLClient>("127.0.0.1", Port(), shown_.back().first.get(),
                                                    shown_.back().second.get());
    }
    client->set_ca_cert_path(folder_.path() + "/ca.crt");
    client->enable_server_certificate_verification(true);
    return client;
  }

  static int StatusOf(const std::unique_ptr<httplib::SSLClient>& client) {
    const auto response = client->Get("/");
    if (response && response->status == 200) {
      EXPECT_EQ(response->body.size(), 300'000U);
    }
    return response ? response->status : 0;
  }

  std::string LastLine() const { return log_.empty() ? "no line" : log_.back(); }

  std::string ErrorOf(const std::string& config) {
    const auto security = Security::Load(folder_.Write("web.yaml", config), logger_);
    return security ? "no error" : security.error().message;
  }

  const tests::CertificateAndKey authority_ = tests::MakeAuthority("web authority");
  const tests::CertificateAndKey certificate_ = tests::MakeLoopbackServer(authority_);
  tests::TemporaryFolder folder_;
  std::vector<std::string> log_;
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) { log_.emplace_back(line); }};
  std::vector<std::pair<X509Pointer, KeyPointer>> shown_;
  std::unique_ptr<Server> server_;
};

constexpr const char* kTls = "tls_server_config: {cert_file: tls.crt, key_file: tls.key}\n";

TEST_F(SecurityTest, AcceptsOnlyTls) {
  Serve(kTls);
  const auto client = TlsClient();
  client->set_keep_alive(true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(StatusOf(client), 200);
  httplib::Client plain("127.0.0.1", Port());
  EXPECT_FALSE(plain.Get("/"));
  EXPECT_EQ(StatusOf(TlsClient()), 200) << "still serves";
}

TEST_F(SecurityTest, RefusesOldVersions) {
  Serve("tls_server_config: {cert_file: tls.crt, key_file: tls.key, min_version: TLS13}\n");
  EXPECT_EQ(StatusOf(TlsClient()), 200);
  const auto old = TlsClient();
  SSL_CTX_set_max_proto_version(old->ssl_context(), TLS1_2_VERSION);
  EXPECT_EQ(StatusOf(old), 0);
}

TEST_F(SecurityTest, RequestsClientCertificates) {
  const auto mine = tests::MakeSigned({.common_name = "me"}, authority_);
  const auto foreign = tests::MakeSelfSigned({.common_name = "me"});
  const std::string start = "tls_server_config: {cert_file: tls.crt, key_file: tls.key, ";
  Serve(start + "client_ca_file: ca.crt, client_auth_type: RequireAndVerifyClientCert}\n");
  EXPECT_EQ(StatusOf(TlsClient(&mine)), 200);
  EXPECT_EQ(StatusOf(TlsClient(&foreign)), 0);
  EXPECT_EQ(StatusOf(TlsClient()), 0);
  Serve(start + "client_ca_file: ca.crt, client_auth_type: VerifyClientCertIfGiven}\n");
  EXPECT_EQ(StatusOf(TlsClient(&foreign)), 0);
  EXPECT_EQ(StatusOf(TlsClient()), 200);
  Serve(start + "client_auth_type: RequireAnyClientCert}\n");
  EXPECT_EQ(StatusOf(TlsClient(&foreign)), 200);
  EXPECT_EQ(StatusOf(TlsClient()), 0);
  Serve(start + "client_auth_type: RequestClientCert}\n");
  EXPECT_EQ(StatusOf(TlsClient(&foreign)), 200);
  EXPECT_EQ(StatusOf(TlsClient()), 200);
}

TEST_F(SecurityTest, RequiresALoginOnEveryPath) {
  crypt_data space = {};
  const std::string hash = crypt_r("secret", "$2y$04$abcdefghijklmnopqrstuu", &space);
  Serve(kTls + std::string("basic_auth_users: {prometheus: '") + hash +
        "'}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n");
  const auto client = TlsClient();
  for (const char* path : {"/", "/nowhere"}) {
    const auto refused = client->Get(path);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401) << path;
    EXPECT_EQ(refused->get_header_value("WWW-Authenticate"), "Basic");
    EXPECT_EQ(refused->get_header_value("X-Frame-Options"), "deny");
  }
  client->set_basic_auth("prometheus", "wrong");
  EXPECT_EQ(StatusOf(client), 401);
  client->set_basic_auth("prometheus", "secret");
  EXPECT_EQ(StatusOf(client), 200);
  EXPECT_EQ(client->Get("/nowhere")->status, 404);
  for (const std::string& line : log_) EXPECT_EQ(line.find("secret"), std::string::npos);
}

TEST_F(SecurityTest, ReloadsChangedFilesAndIgnoresInvalidOnes) {
  const auto security = Security::Load(folder_.Write("web.yaml", kTls), logger_).value();
  auto now = Security::Clock::now();
  const auto look = [&] { return security->Current(now += std::chrono::seconds(2)); };
  const auto first = look();
  EXPECT_EQ(look(), first) << "nothing has changed";

  folder_.Write("tls.key", "junk");
  EXPECT_EQ(look(), first);
  EXPECT_THAT(LastLine(), HasSubstr("cannot reload the web configuration"));
  const auto another = tests::MakeLoopbackServer(authority_);
  folder_.Write("tls.crt", another.certificate_pem);
  folder_.Write("tls.key", another.key_pem);
  const auto second = look();
  EXPECT_NE(second->tls, first->tls);
  EXPECT_THAT(LastLine(), HasSubstr("web configuration reloaded"));
}

TEST_F(SecurityTest, ReloadsAFileThatChangesDuringAReload) {
  const auto config_of = [](int version) {
    return kTls + ("http_server_config: {headers: {Content-Security-Policy: 'v" +
                   std::to_string(version) + "'}}");
  };
  const auto write = [&](int version) {
    const std::string unfinished = folder_.Write("unfinished", config_of(version));
    std::filesystem::rename(unfinished, folder_.path() + "/web.yaml");
  };
  write(0);
  const auto security = Security::Load(folder_.path() + "/web.yaml", logger_).value();
  auto now = Security::Clock::now();
  const auto look = [&] { return security->Current(now += std::chrono::seconds(2)); };
  int version = 0;
  for (int round = 0; round < 50; ++round) {
    write(++version);
    std::jthread writer([&] {
      for (int i = 0; i < 10; ++i) write(++version);
    });
    look();
    writer.join();
    EXPECT_EQ(look()->headers.at(0).second, 'v' + std::to_string(version)) << round;
  }
}

TEST_F(SecurityTest, GuessersAtOtherAddressesLeaveRoomForNewClients) {
  crypt_data space = {};
  const std::string hash = crypt_r("secret", "$2y$04$abcdefghijklmnopqrstuu", &space);
  std::string config = "basic_auth_users:\n";
  constexpr int kNewcomers = 20;
  for (int i = 0; i < kNewcomers; ++i) config += "  user" + std::to_string(i) + ": " + hash + '\n';
  Serve(config);

  std::atomic<bool> seen_busy = false;
  std::vector<std::jthread> guessing;
  for (std::size_t i = 0; i < 2 * BasicAuth::kMaxWaiting; ++i) {
    guessing.emplace_back([&, i](const std::stop_token& stop) {
      for (int guess = 0; !stop.stop_requested(); ++guess) {
        httplib::Client client("127.0.0.1", Port());
        client.set_interface("127.0.0.2");
        client.set_basic_auth("user0", std::to_string(i) + "-" + std::to_string(guess));
        const auto response = client.Get("/");
        if (response && response->status == 503) seen_busy = true;
      }
    });
  }
  tests::WaitUntil([&] { return seen_busy.load(); },
                   [] { return "a guess to be answered with 503"; });
  for (int i = 0; i < kNewcomers; ++i) {
    httplib::Client client("127.0.0.1", Port());
    client.set_basic_auth("user" + std::to_string(i), "secret");
    const auto response = client.Get("/");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200) << i;
  }
}

// A file that is being rewritten is first empty, then truncated.
TEST_F(SecurityTest, KeepsProtectionWhileAFileMayBeIncomplete) {
  const std::string users =
      std::string("basic_auth_users: {a: $2y$04$") + std::string(53, 'a') + "}\n";
  const std::string verifying = std::string(kTls).insert(
      std::string(kTls).find('}'), ", client_auth_type: RequireAnyClientCert");
  const auto security =
      Security::Load(folder_.Write("web.yaml", users + verifying), logger_).value();
  auto now = Security::Clock::now();
  const auto look = [&] { return security->Current(now += std::chrono::seconds(2)); };
  const auto first = look();
  for (const std::string& nothing : {std::string(), std::string("{}\n"), users.substr(0, 17)}) {
    folder_.Write("web.yaml", nothing);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(look(), first) << nothing;
    EXPECT_THAT(LastLine(), HasSubstr("cannot reload the web configuration"));
  }
  folder_.Write("web.yaml", users + verifying);
  for (const std::string& less : {users, verifying, users + kTls}) {
    const auto before = look();
    folder_.Write("web.yaml", less);
    EXPECT_EQ(look(), before) << less;
    folder_.Write("web.yaml", users + verifying);
    EXPECT_NE(look(), before);
    EXPECT_THAT(LastLine(), Not(HasSubstr("removed")));
  }

  folder_.Write("web.yaml", users);
  for (int i = 0; i < 5; ++i) EXPECT_NE(look()->tls, nullptr);
  EXPECT_EQ(look()->tls, nullptr) << "the files were unchanged for ten seconds";
  EXPECT_THAT(LastLine(), HasSubstr("removed=\"TLS, client certificates\""));
  const auto last = look();
  EXPECT_EQ(look(), last) << "the files are read once";
}

TEST_F(SecurityTest, NamesTheInvalidFile) {
  const std::string start = "web configuration " + folder_.path() + "/web.yaml: ";
  folder_.Write("junk", "junk");
  folder_.Write("other.key", tests::MakeLoopbackServer(authority_).key_pem);
  const auto tls = [&](const std::string& rest) {
    return ErrorOf("tls_server_config: {" + rest + "}");
  };
  EXPECT_EQ(tls("cert_file: gone, key_file: tls.key"),
            start + "cert_file " + folder_.path() + "/gone: No such file or directory");
  EXPECT_EQ(tls("cert_file: junk, key_file: tls.key"),
            start + "cert_file " + folder_.path() + "/junk: contains no certificate in PEM format");
  EXPECT_THAT(tls("cert_file: tls.crt, key_file: junk"),
              HasSubstr("key_file " + folder_.path() + "/junk: contains no private key in PEM"));
  EXPECT_EQ(tls("cert_file: tls.crt, key_file: other.key"),
            start + "key_file " + folder_.path() + "/other.key: does not match the certificate");
  EXPECT_THAT(
      tls("cert_file: tls.crt, key_file: tls.key, client_auth_type: "
          "VerifyClientCertIfGiven, client_ca_file: junk"),
      HasSubstr("client_ca_file " + folder_.path() + "/junk: contains no certificate in PEM"));
  EXPECT_THAT(Security::Load(folder_.path() + "/none", logger_).error().message,
              HasSubstr("/none: No such file or directory"));
}

}  // namespace
}  // namespace exporter::web
