// `lookup`, the path /api/v1/lookup and the page's search, with the real program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/two_clusters.h"
#include "tests/support/json.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

class LookupTest : public TwoClustersTest {
 protected:
  LookupTest() {
    b_.state().Put(standin::kServices,
                   standin::MakeService("shop", "clash", {.addresses = {"192.168.1.12"}}));
    plan_ = folder_.Write("plan.yaml",
                          "clusters:\n"
                          "  spare: {range: 172.16.0.0/24, purpose: routers}\n");
  }

  Finished LookUp(Arguments words) const {
    Arguments arguments = {EXPORTER, "lookup", "--kubeconfig", kubeconfig_, "--plan", plan_};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return RunProgram(arguments);
  }

  std::string plan_;
};

TEST_F(LookupTest, AnswersFromTheClusters) {
  const Finished found = LookUp({"192.168.1.12", "192.168.1.40", "2001:DB8::1", "172.16.0.9"});
  EXPECT_EQ(found.status, 0) << found.errors;
  EXPECT_EQ(found.output,
            "192.168.1.12: assigned by prod-a shop/web-2 and prod-b shop/clash: duplicate\n"
            "192.168.1.40: available in prod-a/web\n"
            "2001:db8::1: assigned by prod-b shop/dual, in pool prod-b/web\n"
            "172.16.0.9: reserved for routers by the plan\n");
  const Finished not_found = LookUp({"192.168.1.40", "203.0.113.1"});
  EXPECT_EQ(not_found.status, 1);
  EXPECT_THAT(not_found.output, HasSubstr("203.0.113.1: in no pool\n"));
}

TEST_F(LookupTest, IsNotSureIfAClusterCannotBeRead) {
  b_.SetTokens({"another"});
  const Finished not_found = LookUp({"203.0.113.1"});
  EXPECT_EQ(not_found.status, 3);
  EXPECT_EQ(not_found.output, "203.0.113.1: in no pool; not read: prod-b\n");
  EXPECT_EQ(LookUp({"192.168.1.40"}).status, 0) << "prod-a knows it";
}

TEST_F(LookupTest, RejectsTextThatIsNoAddress) {
  for (const char* word : {"10.0.0.0/24", "10.0.0.1-10.0.0.9", "web", "10.0.0.256", ""}) {
    const Finished refused = LookUp({word});
    EXPECT_EQ(refused.status, 2) << word;
    EXPECT_THAT(refused.errors, HasSubstr("is not an IP address"));
    EXPECT_EQ(refused.output, "");
  }
  EXPECT_EQ(LookUp({}).status, 2);
}

TEST_F(LookupTest, AnswersTheSameFromARunningExporter) {
  const auto exporter = Start({"--plan", plan_});
  const std::string url = "http://" + AddressOf(*exporter);
  const Arguments words = {"192.168.1.12", "192.168.1.40", "172.16.0.9", "203.0.113.1"};
  for (const char* format : {"text", "json"}) {
    Arguments with_format = words;
    with_format.insert(with_format.end(), {"-o", format});
    Arguments remote = {EXPORTER, "lookup", "--url", url};
    remote.insert(remote.end(), with_format.begin(), with_format.end());
    const Finished asked = RunProgram(remote);
    EXPECT_EQ(asked.status, 1) << asked.errors;
    EXPECT_EQ(asked.output, LookUp(with_format).output);
    EXPECT_EQ(Json::IsValid(asked.output), std::string(format) == "json");
  }
  const Finished away = RunProgram({EXPORTER, "lookup", "--url", "http://127.0.0.1:1", "10.0.0.1"});
  EXPECT_EQ(away.status, 3);
  const Finished another = RunProgram({EXPORTER, "lookup", "--url", a_.Url(), "10.0.0.1"});
  EXPECT_EQ(another.status, 3) << another.output;
}

TEST_F(LookupTest, IsServedAsJson) {
  const auto exporter = Start({});
  httplib::Client client("http://" + AddressOf(*exporter));
  const auto found = client.Get("/api/v1/lookup?address=192.168.1.40");
  ASSERT_EQ(found->status, 200);
  EXPECT_EQ(found->get_header_value("Content-Type"), "application/json");
  EXPECT_THAT(found->body, HasSubstr("\"state\": \"available\""));
  const auto unknown = client.Get("/api/v1/lookup?address=203.0.113.1");
  EXPECT_EQ(unknown->status, 200) << "also for an unknown address";
  EXPECT_THAT(unknown->body, HasSubstr("\"found\": false"));
  for (const char* query :
       {"", "?address=", "?address=10.0.0.0/24", "?address=%1b[2J", "?other=1"}) {
    const auto refused = client.Get(std::string("/api/v1/lookup") + query);
    EXPECT_EQ(refused->status, 400) << query;
    EXPECT_THAT(refused->body, HasSubstr("is not an IP address")) << query;
    EXPECT_EQ(refused->body.find('\x1b'), std::string::npos);
  }
}

// As the form of the page sends it, without JavaScript.
TEST_F(LookupTest, IsAnsweredByThePage) {
  const auto exporter = Start({});
  httplib::Client client("http://" + AddressOf(*exporter));
  const auto answer = [&client](const std::string& query) {
    const auto response = client.Get("/?lookup=" + query);
    EXPECT_EQ(response->status, 200);
    return response->body;
  };
  EXPECT_THAT(
      answer("%20192.168.1.40%20"),
      HasSubstr("<p><b>192.168.1.40</b>: available in <bdi>prod-a</bdi>/<bdi>web</bdi></p>"));
  EXPECT_THAT(answer("x"), HasSubstr("<p>metallb-pool-exporter 0."));
  EXPECT_THAT(answer("192.168.1.0/24"), HasSubstr("data-keys=\"pool prod-a web\n\""));
  EXPECT_THAT(answer("%3Cscript%3E"), HasSubstr("matches <bdi>&lt;script&gt;</bdi>. Search for"));
  EXPECT_THAT(answer("web"), HasSubstr("<div id=\"answer\" role=\"status\"></div>"));
  EXPECT_THAT(answer("web"), HasSubstr("<bdi>prod-b</bdi></a>: 1 pool</li>"));
  EXPECT_THAT(answer("%20"), HasSubstr("<h2>Clusters</h2>")) << "the whole page";
  EXPECT_THAT(client.Get("/")->body,
              HasSubstr("<form id=\"tools\" role=\"search\" action=\"./\">"));
}

TEST_F(LookupTest, PagesThatAreRenderedForOneRequestAreCompressed) {
  const auto exporter = Start({});
  httplib::Client client("http://" + AddressOf(*exporter));
  for (const char* path : {"/?lookup=web", "/?cluster=prod-a", "/?pools=name"}) {
    client.set_decompress(true);
    const auto plain = client.Get(path, {{"Accept-Encoding", "identity"}});
    EXPECT_EQ(plain->get_header_value("Content-Encoding"), "") << path;
    const auto unpacked = client.Get(path, {{"Accept-Encoding", "gzip"}});
    EXPECT_THAT(unpacked->body, testing::EndsWith("</body></html>\n")) << path;
    client.set_decompress(false);
    const auto gzip = client.Get(path, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(gzip->get_header_value("Content-Encoding"), "gzip") << path;
    EXPECT_LT(gzip->body.size(), plain->body.size() / 2) << path;
  }
}

}  // namespace
}  // namespace exporter::tests
