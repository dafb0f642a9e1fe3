#include "exporter/kubeconfig/environment_proxy.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/credentials/url.h"

namespace exporter::kubeconfig {
namespace {

// The proxy for a server, "none" or the error.
std::string ProxyFor(const std::string& server, const Environment& environment) {
  const auto proxy = EnvironmentProxy(credentials::ParseServerUrl(server).value(), environment);
  if (!proxy) return proxy.error().message;
  return *proxy ? credentials::OriginOf(**proxy) : "none";
}

Environment With(const std::string& https, const std::string& http, const std::string& no_proxy) {
  Environment environment;
  environment.https_proxy = https;
  environment.http_proxy = http;
  environment.no_proxy = no_proxy;
  return environment;
}

TEST(EnvironmentProxy, DependsOnTheServersScheme) {
  const Environment both = With("http://secure:1", "plain:2", "");
  EXPECT_EQ(ProxyFor("https://h", both), "http://secure:1");
  EXPECT_EQ(ProxyFor("http://h", both), "http://plain:2") << "http where no scheme is given";
  EXPECT_EQ(ProxyFor("https://h", With("", "http://plain:2", "")), "none");
  EXPECT_EQ(ProxyFor("http://h", With("http://secure:1", "", "")), "none");
  EXPECT_EQ(ProxyFor("https://h", With("socks5://s", "", "")), "socks5://s:1080");
}

TEST(EnvironmentProxy, IsNotUsedForLoopback) {
  const Environment environment = With("http://p", "", "");
  for (const char* server : {"https://localhost", "https://127.0.0.1:6443", "https://127.9.9.9",
                             "https://[::1]:6443", "https://[::ffff:127.0.0.1]"}) {
    EXPECT_EQ(ProxyFor(server, environment), "none") << server;
  }
  EXPECT_EQ(ProxyFor("https://localhost.example.com", environment), "http://p:80");
}

TEST(EnvironmentProxy, IsNotUsedForEntriesOfNoProxy) {
  struct Case {
    const char* no_proxy;
    const char* server;
    bool exempt;
  };
  for (const Case& each : {
           Case{"*", "https://h", true},
           Case{"x, *", "https://h", true},
           Case{"example.com", "https://example.com", true},
           Case{"example.com", "https://kube.example.com", true},
           Case{"example.com", "https://notexample.com", false},
           Case{" EXAMPLE.com ,x", "https://Kube.Example.COM", true},
           Case{".example.com", "https://kube.example.com", true},
           Case{".example.com", "https://example.com", false},
           Case{"*.example.com", "https://a.b.example.com", true},
           Case{"*.example.com", "https://example.com", false},
           Case{"example.com:6443", "https://example.com:6443", true},
           Case{"example.com:6443", "https://example.com", false},
           Case{"example.com:443", "https://example.com", true},
           Case{"10.0.0.1", "https://10.0.0.1:6443", true},
           Case{"10.0.0.1", "https://10.0.0.10", false},
           Case{"10.0.0.1:6443", "https://10.0.0.1:6443", true},
           Case{"10.0.0.1:6443", "https://10.0.0.1", false},
           Case{"10.0.0.0/8", "https://10.255.0.1", true},
           Case{"10.0.0.0/8", "https://11.0.0.1", false},
           Case{"10.0.0.128/25", "https://10.0.0.127", false},
           Case{"0.0.0.0/0", "https://8.8.8.8", true},
           Case{"0.0.0.0/0", "https://h", false},
           Case{"::/0", "https://8.8.8.8", false},
           Case{"2001:db8::/32", "https://[2001:db8:1::1]", true},
           Case{"2001:db8::1", "https://[2001:db8:0::1]:6443", true},
           Case{"[2001:db8::1]:6443", "https://[2001:db8::1]:6443", true},
           Case{"[2001:db8::1]:6443", "https://[2001:db8::1]", false},
           Case{"10.0.0.1", "https://[::ffff:10.0.0.1]", true},
           Case{"10.0.0.0/33,10.0.0.0/-1,10.0.0.0/,/8, ,:443", "https://10.0.0.1", false},
       }) {
    EXPECT_EQ(ProxyFor(each.server, With("http://p", "", each.no_proxy)),
              each.exempt ? "none" : "http://p:80")
        << each.no_proxy << ' ' << each.server;
  }
}

TEST(EnvironmentProxy, ErrorsDoNotContainCredentials) {
  EXPECT_EQ(
      ProxyFor("https://h", With("ftp://user:secret@p", "", "")),
      "$HTTPS_PROXY must begin with http://, https:// or socks5://, found \"ftp\"; write it as "
      "http://proxy.example.com:3128");
  EXPECT_EQ(ProxyFor("http://h", With("", "user:secret@p:0", "")),
            "$HTTP_PROXY has a port that is not between 1 and 65535, found \"0\"; write it as "
            "http://proxy.example.com:3128");
  EXPECT_EQ(ProxyFor("https://h", With("secret@", "", "h")), "none") << "it is not asked for";
}

}  // namespace
}  // namespace exporter::kubeconfig
