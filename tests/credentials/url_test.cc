#include "exporter/credentials/url.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::credentials {
namespace {

std::string Read(const std::string& url) {
  const auto endpoint = ParseServerUrl(url);
  return endpoint ? OriginOf(*endpoint) + endpoint->path_prefix : endpoint.error();
}

TEST(ParseServerUrl, ReadsTheUrlsOfKubeconfigs) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://10.0.0.1:6443", "https://10.0.0.1:6443"},
      {"https://kube.example.com", "https://kube.example.com:443"},
      {"http://kube.example.com", "http://kube.example.com:80"},
      {"HTTPS://kube.example.com:1", "https://kube.example.com:1"},
      {"https://[2001:db8::1]:6443", "https://[2001:db8::1]:6443"},
      {"https://[::1]", "https://[::1]:443"},
      {"https://rancher.example.com/k8s/clusters/c-m-1",
       "https://rancher.example.com:443/k8s/clusters/c-m-1"},
      {"https://h:65535/a/b//", "https://h:65535/a/b"},
      {"https://h/", "https://h:443"},
      {"localhost:8080", "http://localhost:8080"},
      {"10.0.0.1", "http://10.0.0.1:80"},
      {"10.0.0.1/", "http://10.0.0.1:80"},
      {"https://h?token=secret", "https://h:443"},
      {"https://h/p/?token=secret#x", "https://h:443/p"},
      {"https://h/#x", "https://h:443"},
      {"https://KUBE.Example.com/Path", "https://kube.example.com:443/Path"},
  };
  for (const auto& [url, expected] : cases) EXPECT_EQ(Read(url), expected) << url;
}

TEST(ParseServerUrl, ExplainsInvalidUrls) {
  const std::string hint = "; write it as https://10.0.0.1:6443";
  const std::pair<const char*, const char*> cases[] = {
      {"", "is empty"},
      {"ftp://h", "must begin with http:// or https://, found \"ftp\""},
      {"user:secret://h", "must begin with http:// or https://"},
      {"10.0.0.1:80/path", "has a path but no scheme"},
      {"https://", "has no host"},
      {"https:///path", "has no host"},
      {"https://:443", "has no host"},
      {"https://[::1", "has no host"},
      {"https://h:0", "has a port that is not between 1 and 65535, found \"0\""},
      {"https://h:65536", "has a port that is not between 1 and 65535, found \"65536\""},
      {"https://h:", "has a port that is not between 1 and 65535"},
      {"https://h:6443x", "has a port that is not between 1 and 65535"},
      {"https://[::1]6443", "has a port that is not between 1 and 65535"},
      {"https://user:secret@h", "contains credentials"},
      {"https://a b", "has an invalid host name \"a b\""},
      {"https://h\r\nX: y", "has an invalid host name \"h\r\nX\""},
      {"https://h/a b", "has a path with characters that must be percent-encoded"},
      {"https://h/a\r\nX: y", "has a path with characters that must be percent-encoded"},
  };
  for (const auto& [url, expected] : cases) EXPECT_EQ(Read(url), expected + hint) << url;
}

TEST(ParseServerUrl, SuggestsTheGivenExample) {
  EXPECT_EQ(ParseServerUrl("", "http://127.0.0.1:10472").error(),
            "is empty; write it as http://127.0.0.1:10472");
}

TEST(ParseProxyUrl, ReadsSchemeHostPortAndCredentials) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://proxy.example.com:3128", "http://proxy.example.com:3128"},
      {"HTTP://Proxy", "http://proxy:80"},
      {"https://proxy/path?query", "https://proxy:443"},
      {"socks5://10.0.0.1", "socks5://10.0.0.1:1080"},
      {"socks5h://[2001:db8::1]:1", "socks5://[2001:db8::1]:1"},
      {"http://user:secret@p", "http://p:80"},
  };
  for (const auto& [url, expected] : cases) {
    const auto proxy = ParseProxyUrl(url);
    ASSERT_TRUE(proxy) << proxy.error();
    EXPECT_EQ(OriginOf(*proxy), expected) << url;
  }
  EXPECT_EQ(ParseProxyUrl("http://p")->credentials, std::nullopt);
  EXPECT_EQ(ParseProxyUrl("http://me:a%3Ab%40:c@d@p")->credentials,
            (BasicCredentials{"me", "a:b@:c@d"}));
  EXPECT_EQ(ParseProxyUrl("http://me@p")->credentials, (BasicCredentials{"me", ""}));
}

TEST(ParseProxyUrl, ErrorsContainNoCredentials) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "must begin with http://, https:// or socks5://"},
      {"secret", "must begin with http://, https:// or socks5://"},
      {"socks4://secret", "must begin with http://, https:// or socks5://, found \"socks4\""},
      {"http://", "has no host"},
      {"http://secret@", "has no host"},
      {"http://secret@p:0", "has a port that is not between 1 and 65535, found \"0\""},
      {"http://user:secret", "has a port that is not between 1 and 65535"},
      {"http://secret@a b", "has an invalid host name \"a b\""},
      {"http://secret%zz@p", "has credentials with %, which must be written as %25"},
      {"http://user:12/secret@p",
       "has credentials with /, ? or #, which must be written as %2F, %3F or %23"},
      {"http://secret%4@p", "has credentials with %, which must be written as %25"},
  };
  for (const auto& [url, expected] : cases) {
    const auto proxy = ParseProxyUrl(url);
    ASSERT_FALSE(proxy) << url;
    EXPECT_EQ(proxy.error(), std::string(expected) + "; write it as http://proxy.example.com:3128");
  }
}

TEST(PercentEncode, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("spec.type=LoadBalancer"), "spec.type%3DLoadBalancer");
  EXPECT_EQ(PercentEncode("a b/c%\xff"), "a%20b%2Fc%25%FF");
}

}  // namespace
}  // namespace exporter::credentials
