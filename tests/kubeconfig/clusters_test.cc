// From kubeconfig files on disk to clusters, with every error.

#include "exporter/kubeconfig/clusters.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/certificates.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/utf16.h"

namespace exporter::kubeconfig {
namespace {

using tests::TemporaryFolder;

// A kubeconfig of one context "prod" of the user "admin" at the cluster "c".
std::string Kubeconfig(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {" + cluster +
         "}\nusers:\n- name: admin\n  user: {" + user +
         "}\ncontexts:\n- name: prod\n  context: {cluster: c, user: admin}\n";
}

std::string WithContexts(const std::vector<std::string>& names) {
  std::string text = "clusters: [{name: c, cluster: {server: 'https://h'}}]\ncontexts:\n";
  for (const std::string& name : names) {
    text += "- {name: '" + name + "', context: {cluster: c}}\n";
  }
  return text;
}

class LoadClustersTest : public testing::Test {
 protected:
  Result<LoadedClusters> Load(const std::string& path, std::vector<std::string> contexts = {}) {
    return LoadClusters({.kubeconfig = path, .contexts = std::move(contexts)}, {}, files_);
  }

  std::vector<std::string> Names(const Result<LoadedClusters>& loaded) {
    if (!loaded) return {loaded.error().message};
    std::vector<std::string> names;
    for (const ClusterSource& cluster : loaded->clusters) names.push_back(cluster.name);
    return names;
  }

  // The error of a kubeconfig with one context, without the file's name.
  std::string ErrorOf(const std::string& cluster, const std::string& user) {
    return ErrorOfText(Kubeconfig(cluster, user));
  }

  std::string ErrorOfText(const std::string& text) {
    const std::string file = folder_.Write("config", text);
    const auto loaded = Load(file);
    if (loaded) return "no error";
    EXPECT_EQ(loaded.error().kind, ErrorKind::kConfig);
    const std::string& message = loaded.error().message;
    const std::size_t place = message.find(file);
    EXPECT_NE(place, std::string::npos) << message;
    return message.substr(message.find_first_not_of(": ", place + file.size()));
  }

  credentials::Access AccessOf(const std::string& cluster, const std::string& user) {
    const auto loaded = Load(folder_.Write("config", Kubeconfig(cluster, user)));
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded->clusters.at(0).access.value();
  }

  files::WatchedFiles files_;
  TemporaryFolder folder_;
  const tests::CertificateAndKey ca_ = tests::MakeAuthority("ca");
  const tests::CertificateAndKey client_ = tests::MakeSigned({.common_name = "me"}, ca_);
};

TEST_F(LoadClustersTest, ReadsEveryFieldOfAContext) {
  folder_.Write("pki/ca.crt", ca_.certificate_pem);
  folder_.Write("pki/me.crt", client_.certificate_pem);
  folder_.Write("pki/me.key", client_.key_pem);
  folder_.Write("token", "abc");
  const credentials::Access access = AccessOf(
      "server: 'https://10.0.0.1:6443/prefix/', certificate-authority: pki/ca.crt, "
      "tls-server-name: kube.example.com, disable-compression: true, extensions: [{name: x}]",
      "client-certificate: pki/me.crt, client-key: pki/me.key, tokenFile: token, as: jane, "
      "as-uid: '7', as-groups: [g1, g2], as-user-extra: {scopes: [view, edit]}");
  EXPECT_EQ(access.endpoint, (credentials::Endpoint{true, "10.0.0.1", 6443, "/prefix"}));
  EXPECT_EQ(access.ca_pem, ca_.certificate_pem);
  EXPECT_EQ(access.tls_server_name, "kube.example.com");
  EXPECT_TRUE(access.disable_compression);
  EXPECT_FALSE(access.insecure_skip_tls_verify);
  EXPECT_EQ(access.client_certificate->certificate_pem, client_.certificate_pem);
  EXPECT_EQ(access.client_certificate->key_pem, client_.key_pem);
  EXPECT_EQ(access.token_file, folder_.path() + "/token");
  EXPECT_EQ(access.impersonation.user, "jane");
  EXPECT_EQ(access.impersonation.uid, "7");
  EXPECT_EQ(access.impersonation.groups, (std::vector<std::string>{"g1", "g2"}));
  EXPECT_EQ(access.impersonation.extra, (std::vector<std::pair<std::string, std::string>>{
                                            {"scopes", "view"}, {"scopes", "edit"}}));
}

TEST_F(LoadClustersTest, ReadsDataInsteadOfFiles) {
  // Only a real certificate is accepted, so a real one is encoded here.
  const auto encode = [](const std::string& text) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string encoded;
    for (std::size_t i = 0; i < text.size(); i += 3) {
      std::uint32_t bits = 0;
      for (std::size_t j = 0; j < 3; ++j) {
        bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
      }
      for (std::size_t j = 0; j < 4; ++j) {
        encoded += i + j > text.size() ? '=' : kAlphabet[bits >> (18 - 6 * j) & 63];
      }
    }
    return encoded;
  };
  const credentials::Access access =
      AccessOf("server: 'https://h', certificate-authority-data: " + encode(ca_.certificate_pem),
               "client-certificate-data: " + encode(client_.certificate_pem) +
                   ", client-key-data: " + encode(client_.key_pem));
  EXPECT_EQ(access.ca_pem, ca_.certificate_pem);
  EXPECT_EQ(access.client_certificate->key_pem, client_.key_pem);
}

TEST_F(LoadClustersTest, ATokenNextToATokenFileIsKept) {
  const std::string file = folder_.path() + "/missing";
  const credentials::Access access =
      AccessOf("server: 'https://h'", "token: abc, tokenFile: " + file);
  EXPECT_EQ(access.token, "abc");
  EXPECT_EQ(access.token_file, file);
}

TEST_F(LoadClustersTest, OtherCredentialsTakePriorityOverAPlugin) {
  folder_.Write("t", "abc");
  for (const char* credentials : {"token: abc", "tokenFile: t", "username: u, password: p"}) {
    const credentials::Access access =
        AccessOf("server: 'https://h'",
                 std::string(credentials) +
                     ", exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1}");
    EXPECT_FALSE(access.exec);
    EXPECT_TRUE(access.basic || !access.token.empty() || !access.token_file.empty());
  }
}

TEST_F(LoadClustersTest, AContextWithoutUserIsAnonymous) {
  const auto loaded = Load(folder_.Write("config", WithContexts({"a"})));
  ASSERT_TRUE(loaded) << loaded.error().message;
  const credentials::Access access = loaded->clusters[0].access.value();
  EXPECT_TRUE(access.token.empty() && access.token_file.empty() && !access.basic);
}

TEST_F(LoadClustersTest, NamesTheFileEntryAndFieldOfEveryContradiction) {
  folder_.Write("ca.crt", ca_.certificate_pem);
  folder_.Write("me.crt", client_.certificate_pem);
  folder_.Write("other.key", tests::MakeSigned({.common_name = "x"}, ca_).key_pem);
  folder_.Write("junk", "junk");
  const std::string fine = "server: 'https://h'";
  struct Case {
    std::string cluster;
    std::string user;
    std::string error;
  };
  const Case cases[] = {
      {"", "token: a", "cluster \"c\": server is empty; write it as https://10.0.0.1:6443"},
      {"server: 7", "", "cluster \"c\": server must be a string, found an integer"},
      {fine + ", certificate-authority: ca.crt, certificate-authority-data: YQ==", "",
       "cluster \"c\": certificate-authority and certificate-authority-data are both given; keep "
       "one"},
      {fine + ", certificate-authority: ca.crt, insecure-skip-tls-verify: true", "",
       "cluster \"c\": insecure-skip-tls-verify and a certificate-authority are both given; keep "
       "one"},
      {fine + ", certificate-authority: gone.crt", "",
       "cluster \"c\": certificate-authority " + folder_.path() +
           "/gone.crt: No such file or directory"},
      {fine + ", certificate-authority: junk", "",
       "cluster \"c\": certificate-authority contains no certificate in PEM"},
      {fine + ", certificate-authority-data: '*'", "",
       "cluster \"c\": certificate-authority-data is not base64"},
      {fine + ", proxy-url: 'ftp://user:secret@p'", "",
       "cluster \"c\": proxy-url must begin with http://, https:// or socks5://, found \"ftp\"; "
       "write it as "
       "http://proxy.example.com:3128"},
      {fine, "token: secret, username: u",
       "user \"admin\": a token and a username or password are both given; keep one"},
      {fine, "tokenFile: t, password: secret",
       "user \"admin\": a token and a username or password are both given; keep one"},
      {fine, "tokenFile: gone",
       "user \"admin\": tokenFile " + folder_.path() + "/gone: No such file or directory"},
      {fine, R"(token: "secret\r\nX-Forged: yes")", "user \"admin\": token contains a line break"},
      {fine, R"(as: "a\nb")", "user \"admin\": as contains a line break"},
      {fine, R"(as: a, as-uid: "a\nb")", "user \"admin\": as-uid contains a line break"},
      {fine, R"(as: a, as-groups: ["a\nb"])", "user \"admin\": as-groups contains a line break"},
      {fine, R"(as: a, as-user-extra: {k: ["a\nb"]})",
       "user \"admin\": as-user-extra contains a line break"},
      {fine, "token: [secret]", "user \"admin\": token must be a string, found a list"},
      {fine, "client-certificate: me.crt",
       "user \"admin\": client-certificate is given without its key; add client-key or "
       "client-key-data"},
      {fine, "client-certificate: me.crt, client-certificate-data: YQ==, client-key: other.key",
       "user \"admin\": client-certificate and client-certificate-data are both given; keep one"},
      {fine, "client-certificate: me.crt, client-key: other.key, client-key-data: YQ==",
       "user \"admin\": client-key and client-key-data are both given; keep one"},
      {fine, "client-certificate: me.crt, client-key: other.key",
       "user \"admin\": client-certificate does not match its key"},
      {fine, "client-certificate: me.crt, client-key: junk",
       "user \"admin\": client-certificate has a key that is not a private key in PEM"},
      {fine, "client-certificate: junk, client-key: other.key",
       "user \"admin\": client-certificate contains no certificate in PEM"},
      {fine, "as-groups: [g]",
       "user \"admin\": as-uid, as-groups or as-user-extra is given without as; add the user to "
       "impersonate"},
      {fine, "auth-provider: {name: gcp}",
       "user \"admin\": auth-provider \"gcp\" is not supported, because only oidc remained in "
       "Kubernetes 1.26; use exec, a token or a client certificate"},
      {fine, "exec: aws", "user \"admin\": exec must be an object, found a string"},
  };
  for (const Case& each : cases) {
    const std::string error = ErrorOf(each.cluster, each.user);
    EXPECT_EQ(error, each.error);
    EXPECT_EQ(error.find("secret"), std::string::npos) << error;
  }
}

TEST_F(LoadClustersTest, RejectsFilesThatAreNotKubeconfigs) {
  EXPECT_EQ(ErrorOfText("- a\n"), "is not a kubeconfig: it must be an object, found a list");
  EXPECT_EQ(ErrorOfText("kind: Pod\n"),
            "is not a kubeconfig: its kind must be Config, found \"Pod\"");
  EXPECT_EQ(ErrorOfText("contexts: none\n"), "1: contexts must be a list, found a string");
  EXPECT_EQ(ErrorOfText("users: [{name: 7}]\n"),
            "1: in users: name must be a string, found an integer");
  EXPECT_EQ(ErrorOfText("users: [{name: a}, {name: a}]\n"),
            "1: user \"a\" is defined twice; keep one");
  EXPECT_EQ(ErrorOfText("contexts:\n- name: a\n  context: {cluster: [}\n").substr(0, 29),
            "3: not a kubeconfig: not YAML");
  EXPECT_EQ(ErrorOfText(""), "has no context");
  EXPECT_EQ(ErrorOfText(WithContexts({})), "has no context");
  EXPECT_EQ(ErrorOfText("contexts: [{name: a, context: {cluster: gone}}]\n"),
            "context \"a\": cluster \"gone\" is not defined");
  EXPECT_EQ(ErrorOfText("contexts: [{name: a}]\n"), "context \"a\": names no cluster");
  EXPECT_EQ(ErrorOfText("contexts: [{name: a, context: []}]\n"),
            "context \"a\": must be an object, found a list");
  EXPECT_EQ(ErrorOfText("clusters: [{name: c, cluster: {server: 'https://h'}}]\n"
                        "contexts: [{name: a, context: {cluster: c, user: gone}}]\n"),
            "context \"a\": user \"gone\" is not defined");
  const auto missing = Load(folder_.path() + "/gone");
  EXPECT_EQ(missing.error().message,
            "kubeconfig " + folder_.path() + "/gone: No such file or directory");
}

TEST_F(LoadClustersTest, AnInvalidContextDoesNotAffectOthers) {
  const std::string file =
      folder_.Write("config", WithContexts({"good"}) +
                                  "- {name: bad, context: {cluster: c, user: broken}}\n"
                                  "- {name: worse, context: {cluster: gone}}\n"
                                  "users: [{name: broken, user: {token: a, username: b}}]\n");
  const auto all = Load(file);
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->clusters.size(), 3U);
  EXPECT_TRUE(all->clusters[0].access);
  EXPECT_EQ(all->clusters[1].access.error().message,
            "kubeconfig " + file +
                ": user \"broken\": a token and a username or password are both given; keep one");
  EXPECT_FALSE(all->clusters[2].access);

  EXPECT_EQ(Names(Load(file, {"good"})), std::vector<std::string>{"good"});
  EXPECT_EQ(
      Names(Load(file, {"bad", "worse"})),
      std::vector<std::string>{"kubeconfig " + file +
                               ": user \"broken\": a token and a username or password are "
                               "both given; keep one; kubeconfig " +
                               file + ": context \"worse\": cluster \"gone\" is not defined"});
}

TEST_F(LoadClustersTest, ATokenFileMayAppearLaterIfAnotherContextIsValid) {
  const std::string file =
      folder_.Write("config", WithContexts({"good"}) +
                                  "- {name: late, context: {cluster: c, user: late}}\n"
                                  "users: [{name: late, user: {tokenFile: later}}]\n");
  const auto loaded = Load(file);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->clusters[1].access) << "every poll looks for the file";
  EXPECT_EQ(Names(Load(file, {"late"})),
            std::vector<std::string>{"kubeconfig " + file + ": user \"late\": tokenFile " +
                                     folder_.path() + "/later: No such file or directory"});
}

TEST_F(LoadClustersTest, ListedClustersComeFromTheirOwnKubeconfigs) {
  const std::string one = folder_.Write("one", WithContexts({"x", "y"}));
  const std::string other = folder_.Write("other", WithContexts({"x"}));
  folder_.Write("k/site.yaml", WithContexts({"default"}));
  const auto loaded = LoadListedClusters(
      {{.name = "a", .context = "x", .kubeconfig = std::nullopt},
       {.name = "b", .context = "x", .kubeconfig = other},
       {.name = "c", .context = "z", .kubeconfig = other},
       {.name = "d", .context = "x", .kubeconfig = "/gone"},
       {.name = "e", .context = "site", .kubeconfig = folder_.path() + "/k"},
       {.name = "f", .context = "", .kubeconfig = std::nullopt, .in_cluster = true}},
      one, {}, files_);
  EXPECT_EQ(Names(loaded), (std::vector<std::string>{"a", "b", "c", "d", "e", "f"}));
  EXPECT_TRUE(loaded->clusters[0].access);
  EXPECT_TRUE(loaded->clusters[0].named_exactly);
  EXPECT_EQ(loaded->clusters[0].context, "x");
  EXPECT_TRUE(loaded->clusters[1].access);
  EXPECT_EQ(loaded->clusters[2].access.error().message,
            "kubeconfig " + other + " has no context \"z\"; contexts: \"x\"");
  EXPECT_EQ(loaded->clusters[3].access.error().message,
            "kubeconfig /gone: No such file or directory");
  EXPECT_TRUE(loaded->clusters[4].access);
  EXPECT_EQ(loaded->clusters[5].access.error().message,
            "in_cluster: KUBERNETES_SERVICE_HOST is not set; in_cluster works only in a Pod");

  EXPECT_EQ(
      Names(LoadListedClusters({{.name = "c", .context = "z", .kubeconfig = other}}, one, {},
                               files_)),
      std::vector<std::string>{"kubeconfig " + other + " has no context \"z\"; contexts: \"x\""})
      << "no valid cluster";
}

TEST_F(LoadClustersTest, SelectsByNameAndByGlob) {
  const std::string file =
      folder_.Write("config", WithContexts({"prod-a", "prod-b", "dev", "arn:aws:eks/x"}));
  EXPECT_EQ(Names(Load(file)),
            (std::vector<std::string>{"prod-a", "prod-b", "dev", "arn:aws:eks/x"}));
  EXPECT_EQ(Names(Load(file, {"dev", "prod-*"})),
            (std::vector<std::string>{"prod-a", "prod-b", "dev"}));
  EXPECT_EQ(Names(Load(file, {"arn:*"})), std::vector<std::string>{"arn:aws:eks/x"});
  const auto loaded = Load(file, {"prod-a", "prod-?"});
  EXPECT_TRUE(loaded->clusters[0].named_exactly);
  EXPECT_FALSE(loaded->clusters[1].named_exactly);
  EXPECT_EQ(Names(Load(file, {"prod-a", "stage"})),
            std::vector<std::string>{
                "--context \"stage\" matches no context; contexts: \"prod-a\", \"prod-b\", "
                "\"dev\", \"arn:aws:eks/x\""});
}

TEST_F(LoadClustersTest, MergesTheListOfKubeconfigs) {
  const std::string first = folder_.Write("first", WithContexts({"a", "shared"}));
  const std::string second = folder_.Write("second", WithContexts({"shared", "b"}));
  const Environment environment{.kubeconfig = ":" + first + "::/gone:" + second,
                                .home = std::nullopt,
                                .service_host = std::nullopt,
                                .service_port = std::nullopt};
  const auto loaded = LoadClusters({}, environment, files_);
  EXPECT_EQ(Names(loaded), (std::vector<std::string>{"a", "shared", "b"}));
  EXPECT_EQ(loaded->warnings,
            std::vector<std::string>{"context \"shared\" of " + second +
                                     " is hidden by the context of the same name in " + first +
                                     "; rename one, or use a folder of kubeconfigs"});

  const std::string broken = folder_.Write("broken", "contexts: [\n");
  Environment with_broken = environment;
  with_broken.kubeconfig = first + ":" + broken;
  EXPECT_TRUE(
      Names(LoadClusters({}, with_broken, files_))[0].starts_with(broken + ":2: not a kube"));
}

// kubeadm writes the same names at every site.
TEST_F(LoadClustersTest, WarnsAboutHiddenClustersAndUsers) {
  const auto write = [&](const std::string& site) {
    return folder_.Write(site, "clusters: [{name: kubernetes, cluster: {server: 'https://" + site +
                                   "'}}]\nusers: [{name: admin, user: {token: of-" + site +
                                   "}}]\ncontexts: [{name: " + site +
                                   ", context: {cluster: kubernetes, user: admin}}]\n");
  };
  const std::string a = write("a");
  const std::string b = write("b");
  const auto warnings_of = [&](const std::string& list) {
    Environment environment;
    environment.kubeconfig = list;
    return LoadClusters({}, environment, files_).value().warnings;
  };
  const auto hidden = [&](const std::string& entry, const std::string& kind) {
    return entry + " of " + b + " is hidden by the " + kind + " of the same name in " + a +
           "; rename one, or use a folder of kubeconfigs";
  };
  EXPECT_EQ(warnings_of(a + ':' + b),
            (std::vector<std::string>{hidden("cluster \"kubernetes\"", "cluster"),
                                      hidden("user \"admin\"", "user")}));

  folder_.Write("b", "clusters:\n- {name: kubernetes, cluster: {server: 'https://a'}}\n");
  EXPECT_EQ(warnings_of(a + ':' + b), std::vector<std::string>()) << "it is the same cluster";
}

TEST_F(LoadClustersTest, RelativePathsOfTwoFoldersDiffer) {
  const std::string text =
      "users: [{name: admin, user: {tokenFile: token}}]\nclusters: [{name: c, cluster: {server: "
      "'https://h'}}]\ncontexts: [{name: CONTEXT, context: {cluster: c, user: admin}}]\n";
  const auto write = [&](const std::string& path, const std::string& context) {
    std::string with_context = text;
    return folder_.Write(path, with_context.replace(text.find("CONTEXT"), 7, context));
  };
  folder_.Write("one/token", "abc");
  Environment environment;
  environment.kubeconfig = write("one/config", "x") + ':' + write("two/config", "y");
  const auto loaded = LoadClusters({}, environment, files_);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->warnings.size(), 2U);
  EXPECT_TRUE(loaded->warnings[1].starts_with("user \"admin\" of ")) << loaded->warnings[1];
}

TEST_F(LoadClustersTest, ReadsUtf16) {
  for (const bool little_endian : {true, false}) {
    EXPECT_EQ(Names(Load(folder_.Write(
                  "config",
                  tests::ToUtf16(Kubeconfig("server: 'https://h'", "token: abc"), little_endian)))),
              std::vector<std::string>{"prod"});
  }
}

TEST_F(LoadClustersTest, ReadsAFolderFileByFile) {
  folder_.Write("k/prod.yaml", WithContexts({"default"}));
  folder_.Write("k/dev.kubeconfig", WithContexts({"default"}));
  folder_.Write("k/many.conf", WithContexts({"x", "y"}));
  folder_.Write("k/.hidden", "junk: [");
  folder_.Write("k/..data/inner", "junk: [");
  folder_.Write("k/sub/other.yaml", "junk: [");
  const std::string path = folder_.path() + "/k";
  const auto loaded = Load(path);
  EXPECT_EQ(Names(loaded), (std::vector<std::string>{"dev", "many/x", "many/y", "prod"}));
  EXPECT_EQ(loaded->clusters[0].context, "dev") << "the value for --context and the label";
  EXPECT_EQ(loaded->clusters[1].context, "many/x");
  EXPECT_EQ(Names(Load(path, {"prod", "many/*"})),
            (std::vector<std::string>{"many/x", "many/y", "prod"}));

  folder_.Write("k/prod.yml", WithContexts({"default"}));
  EXPECT_EQ(Names(Load(path)),
            std::vector<std::string>{"kubeconfig " + path +
                                     "/prod.yml: its cluster is named \"prod\", as in " + path +
                                     "/prod.yaml; rename one of the files"});
  folder_.Write("latin/caf\xe9.yaml", WithContexts({"default"}));
  EXPECT_EQ(
      Names(Load(folder_.path() + "/latin")),
      std::vector<std::string>{"a cluster's name is not UTF-8; rename the file or the context"});
  folder_.Write("empty/.keep", "");
  EXPECT_EQ(
      Names(Load(folder_.path() + "/empty")),
      std::vector<std::string>{"folder " + folder_.path() + "/empty contains no kubeconfig file"});
}

TEST_F(LoadClustersTest, FallsBackToHomeAndThenToThePod) {
  folder_.Write("account/ca.crt", ca_.certificate_pem);
  folder_.Write("account/token", "abc");
  Environment environment{.kubeconfig = "",
                          .home = folder_.path(),
                          .service_host = "2001:db8::1",
                          .service_port = "443",
                          .service_account_folder = folder_.path() + "/account"};
  const auto in_pod =
      LoadClusters({.kubeconfig = std::nullopt, .contexts = {}}, environment, files_);
  EXPECT_EQ(Names(in_pod), std::vector<std::string>{"in-cluster"});
  EXPECT_EQ(in_pod->clusters[0].context, "");
  const credentials::Access access = in_pod->clusters[0].access.value();
  EXPECT_EQ(access.endpoint, (credentials::Endpoint{true, "2001:db8::1", 443, ""}));
  EXPECT_EQ(access.token_file, folder_.path() + "/account/token");

  folder_.Write(".kube/config", WithContexts({"mine"}));
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)), std::vector<std::string>{"mine"});

  environment.kubeconfig = "/gone";
  EXPECT_EQ(Names(LoadClusters(
                {.kubeconfig = std::nullopt, .contexts = {"he*"}, .in_cluster_name = "here"},
                environment, files_)),
            std::vector<std::string>{"here"});
  environment.service_host = std::nullopt;
  const std::string hint = "; use --kubeconfig, or try the command demo";
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)),
            std::vector<std::string>{"$KUBECONFIG names /gone, which does not exist" + hint});
  const std::string empty = folder_.Write("empty", "");
  environment.kubeconfig = empty;
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)),
            std::vector<std::string>{empty + " has no context" + hint});
  environment.kubeconfig = ":";
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)),
            std::vector<std::string>{"$KUBECONFIG contains no path" + hint});
  environment.kubeconfig = std::nullopt;
  environment.home = "/gone";
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)),
            std::vector<std::string>{"/gone/.kube/config does not exist" + hint});
  environment.home = std::nullopt;
  EXPECT_EQ(Names(LoadClusters({}, environment, files_)),
            std::vector<std::string>{"$KUBECONFIG and $HOME are not set" + hint});
}

}  // namespace
}  // namespace exporter::kubeconfig
