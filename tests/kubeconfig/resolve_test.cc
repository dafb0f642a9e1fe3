// Contexts that refer to invalid files. Contradictions in a kubeconfig are tested in
// clusters_test.cc.

#include "exporter/kubeconfig/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>

#include "tests/support/certificates.h"
#include "tests/support/temporary_folder.h"

namespace exporter::kubeconfig {
namespace {

// The same key, encrypted with a passphrase.
std::string Encrypted(const std::string& key_pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())), &BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  const std::string passphrase = "passphrase";
  PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                static_cast<int>(passphrase.size()), nullptr, nullptr);
  char* text = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

class ResolveTest : public testing::Test {
 protected:
  ResolveTest() {
    const auto ca = tests::MakeAuthority("ca");
    const auto client = tests::MakeSigned({.common_name = "me"}, ca);
    folder_.Write("me.crt", client.certificate_pem);
    folder_.Write("me.key", client.key_pem);
    folder_.Write("locked.key", Encrypted(client.key_pem));
    folder_.Write("empty", "");
  }

  Result<credentials::Access> ResolveOf(const std::string& cluster, const std::string& user) {
    const auto kubeconfig =
        ParseKubeconfig("clusters: [{name: c, cluster: {server: 'https://h', " + cluster +
                            "}}]\nusers: [{name: admin, user: {" + user +
                            "}}]\ncontexts: [{name: prod, context: {cluster: c, user: admin}}]\n",
                        folder_.path() + "/config");
    EXPECT_TRUE(kubeconfig) << kubeconfig.error().message;
    files::WatchedFiles files;
    return Resolve(*kubeconfig, kubeconfig->contexts.at(0), {}, files);
  }

  std::string ErrorOf(const std::string& cluster, const std::string& user) {
    const auto access = ResolveOf(cluster, user);
    return access ? "no error" : access.error().message;
  }

  const tests::TemporaryFolder folder_;
};

// A Secret may be mounted before it has content. If an empty CA counted as absent, the system's
// roots would be trusted; if an empty certificate did, requests would be anonymous.
TEST_F(ResolveTest, AnEmptyFileIsNotTreatedAsAbsent) {
  const std::string file = "kubeconfig " + folder_.path() + "/config: ";
  const std::string is_empty = folder_.path() + "/empty is empty";
  const std::string ca = file + "cluster \"c\": certificate-authority ";
  EXPECT_EQ(ErrorOf("certificate-authority: empty", ""), ca + is_empty);
  EXPECT_EQ(ErrorOf("certificate-authority: empty, insecure-skip-tls-verify: true", ""),
            ca + is_empty);
  EXPECT_EQ(ErrorOf("certificate-authority-data: \"\\n\"", ""),
            file + "cluster \"c\": certificate-authority-data is not base64");
  EXPECT_EQ(ErrorOf("", "client-certificate: empty, client-key: me.key"),
            file + "user \"admin\": client-certificate " + is_empty);
  EXPECT_EQ(ErrorOf("", "client-certificate: me.crt, client-key: empty"),
            file + "user \"admin\": client-key " + is_empty);
}

// As in Go: blocks of other types and broken blocks are skipped.
TEST_F(ResolveTest, TakesOnlyTheCertificatesOfABundle) {
  const std::string first = tests::MakeAuthority("first").certificate_pem;
  const std::string second = tests::MakeAuthority("second").certificate_pem;
  const auto block = [](const std::string& type, const std::string& body) {
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  };
  std::string one_line = second.substr(second.find('\n') + 1);
  one_line.resize(one_line.find("-----END"));
  std::erase(one_line, '\n');
  folder_.Write("bundle", "# our roots\n" + block("X509 CRL", "AAAA") +
                              block("EC PARAMETERS", "?") +
                              tests::MakeSelfSigned({.common_name = "x"}).key_pem + first +
                              block("CERTIFICATE", "*") + block("CERTIFICATE", "AAAA") +
                              block("CERTIFICATE", "Proc-Type: 4\n\nAAAA") +
                              "-----BEGIN CERTIFICATE-----\nAAAA\n" +
                              block("CERTIFICATE", one_line) + "-----BEGIN CERTIFICATE-----\n");
  const auto access = ResolveOf("certificate-authority: bundle", "");
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->ca_pem, first + second);
  EXPECT_EQ(ErrorOf("certificate-authority: me.key", ""),
            "kubeconfig " + folder_.path() +
                "/config: cluster \"c\": certificate-authority contains no certificate in PEM");
}

TEST_F(ResolveTest, AKeyWithAPassphraseIsAnErrorAndNotAPrompt) {
  EXPECT_TRUE(ResolveOf("", "client-certificate: me.crt, client-key: me.key"));
  EXPECT_EQ(ErrorOf("", "client-certificate: me.crt, client-key: locked.key"),
            "kubeconfig " + folder_.path() +
                "/config: user \"admin\": client-certificate has a key with a passphrase, but "
                "the exporter cannot prompt for it; remove the passphrase");
}

TEST_F(ResolveTest, ANullFieldIsAbsent) {
  const auto access = ResolveOf("certificate-authority: , proxy-url: ",
                                "auth-provider: , exec: null, client-certificate: ~, token: abc");
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->token, "abc");
  EXPECT_EQ(access->ca_pem, "");
}

TEST_F(ResolveTest, RejectsCredentialsThatAreTooLong) {
  const auto of = [](std::size_t bytes) { return std::string(bytes, 'a'); };
  EXPECT_TRUE(ResolveOf("", "token: " + of(524'288)));
  const std::string fault = "credentials and impersonation have 524289 bytes; the limit is 524288";
  for (const std::string& user :
       {"token: " + of(524'289), "username: me, password: " + of(524'287),
        "token: a, as: b, as-uid: c, as-groups: [d], as-user-extra: {e: [" + of(524'284) + "]}"}) {
    EXPECT_THAT(ErrorOf("", user), testing::EndsWith(fault));
  }
}

}  // namespace
}  // namespace exporter::kubeconfig
