// The command `health` against exporters and other programs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/e2e/two_clusters.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kTls = "tls_server_config: {cert_file: tls.crt, key_file: tls.key";

class HealthTest : public TwoClustersTest {
 protected:
  HealthTest() {
    folder_.Write("tls.crt", certificate_.certificate_pem);
    folder_.Write("tls.key", certificate_.key_pem);
  }

  // Starts an exporter with this web configuration and returns its address.
  std::string AddressWith(const std::string& web_config) {
    exporter_ = Start({"--web.config.file", folder_.Write("web.yaml", web_config)});
    return exporter_->WaitForOutput("msg=listening address=");
  }

  static Finished Health(const std::string& url) { return RunProgram({EXPORTER, "health", url}); }

  std::unique_ptr<Process> exporter_;
};

TEST_F(HealthTest, SucceedsIfTheExporterResponds) {
  const std::string address = AddressWith("{}\n");
  EXPECT_EQ(Health("http://" + address).status, 0);
  EXPECT_EQ(Health("http://" + address + "/nowhere").status, 1);
  const Finished tls = Health("https://" + address);
  EXPECT_EQ(tls.status, 1);
  EXPECT_THAT(tls.errors, HasSubstr("does not use TLS on this port"));
  const Finished ftp = Health("ftp://" + address);
  EXPECT_EQ(ftp.status, 2);
  EXPECT_THAT(ftp.errors,
              HasSubstr("must begin with http:// or https://, found \"ftp\"; write it as "
                        "http://127.0.0.1:10472\n"));
  exporter_->Signal(SIGTERM);
  exporter_->Wait();
  const Finished gone = Health("http://" + address);
  EXPECT_EQ(gone.status, 1);
  EXPECT_THAT(gone.errors, HasSubstr(address + ": connection refused\n"));
}

TEST_F(HealthTest, FailsIfAnotherProgramResponds) {
  standin::ApiServer other;
  other.Intercept([](const standin::Request&) { return standin::Reply{.body = "hello"}; });
  const Finished health = Health(other.Url());
  EXPECT_EQ(health.status, 1);
  EXPECT_THAT(health.errors, HasSubstr("HTTP 200; is this metallb-pool-exporter?"));
}

TEST_F(HealthTest, DoesNotShowAPassword) {
  const Finished health = Health("http://me:secret@127.0.0.1:1");
  EXPECT_EQ(health.status, 2);
  EXPECT_THAT(health.errors, HasSubstr("the URL contains credentials"));
  EXPECT_THAT(health.errors, Not(HasSubstr("secret")));
}

TEST_F(HealthTest, SucceedsIfAPasswordIsRequired) {
  const std::string address =
      AddressWith(kTls + "}\nbasic_auth_users: {a: $2y$04$" + std::string(53, 'a') + "}\n");
  EXPECT_EQ(Health("https://" + address).status, 0);
  const Finished plain = Health("http://" + address);
  EXPECT_EQ(plain.status, 1);
  EXPECT_THAT(plain.errors, HasSubstr("if it uses TLS, write https://"));
}

// With TLS 1.3, the handshake of a client without a certificate succeeds. The client then sends its
// request, and receives the server's alert later. If the server closed the connection at once, the
// alert would be lost.
TEST_F(HealthTest, SucceedsIfAClientCertificateIsRequired) {
  const std::string address = AddressWith(kTls + ", client_auth_type: RequireAnyClientCert}\n");
  for (int i = 0; i < 20; ++i) {
    const Finished health = Health("https://" + address);
    EXPECT_EQ(health.status, 0) << health.errors;
  }
}

}  // namespace
}  // namespace exporter::tests
