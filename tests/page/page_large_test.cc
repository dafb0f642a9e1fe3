// The page at `/` with more clusters than it expands, in a real browser.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/page/page_fixture.h"
#include "tests/support/many_clusters.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

constexpr const char* kPools = "return document.querySelectorAll('.pool').length";

// 60 clusters c0 to c59 as prod-a, each in a network of its own, and prod-b.
class LargePageTest : public PageTest {
 protected:
  std::unique_ptr<Process> StartLarge() {
    std::string config = "clusters:\n- {name: other, context: prod-b, network: n0}\n";
    for (int i = 0; i < 60; ++i) {
      const std::string number = std::to_string(i);
      config += "- {name: c" + number + ", context: prod-a, network: n" + number + "}\n";
    }
    return std::make_unique<Process>(Arguments{EXPORTER, "serve", "--kubeconfig", kubeconfig_,
                                               "--config.file", folder_.Write("fleet.yaml", config),
                                               "--web.listen-address", kAnyPort,
                                               "--collector.interval", "1s"});
  }

  void WaitForCount(const std::string& text) {
    browser_.WaitUntil("return document.getElementById('count').textContent === '" + text + "'");
  }

  // More clusters than on one page, in the order of their numbers: each has the pool "p" and
  // the Service "n/s".
  std::unique_ptr<Process> StartSeveralPages() {
    return std::make_unique<Process>(
        Arguments{EXPORTER, "serve", "--kubeconfig", folder_.Write("many", many_.Kubeconfig(120)),
                  "--web.listen-address", kAnyPort, "--collector.interval", "1s"});
  }

  // Opens or closes a cluster, as a user does.
  void Click(const std::string& cluster) {
    browser_.Run("document.querySelector('#cluster-" + cluster + " > summary').click()");
  }

  void WaitForPools(int count) {
    browser_.WaitUntil(std::string(kPools) + " === " + std::to_string(count));
  }

  // The URLs of all requests since the last call, without the address.
  std::string Requests() {
    return browser_
        .Run(
            "const all = performance.getEntriesByType('resource').map(({name}) => "
            "name.replace(/^http:..[^/]*/, '')).join(' ');"
            "performance.clearResourceTimings(); return all")
        .String();
  }

  ManyClusters many_;
};

TEST_F(LargePageTest, LoadsThePoolsOfAClusterThatIsOpened) {
  const auto exporter = StartLarge();
  Open(AddressOf(*exporter));
  EXPECT_EQ(browser_.Run(kPools), 0);
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.clusters *').length < 61 * 25"), true);
  WaitForCount("61 pools");
  Click("c30");
  WaitForPools(1);
  EXPECT_EQ(Text("#cluster-c30 .holders li"), "192.168.1.10 shop/web-0");
  EXPECT_EQ(Text("#count"), "61 pools");
  browser_.Run("document.querySelector('#cluster-c30 .map').focus()");
  EXPECT_EQ(Text("#tip"), "192.168.1.10assigned: shop/web-0");
  ExpectNoErrors();
}

TEST_F(LargePageTest, RequestsOpenClustersAgainOnlyIfTheirPoolsChanged) {
  const auto exporter = StartLarge();
  Open(AddressOf(*exporter));
  Click("other");
  Click("c3");
  WaitForPools(2);
  browser_.Run("window.pool = document.querySelector('#cluster-c3 .pool')");
  WaitForRefresh();
  Requests();
  WaitForRefresh();
  EXPECT_EQ(Requests(), "/?bodies=none") << "only ages changed";

  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "late", {.addresses = {"10.0.0.50"}}));
  browser_.WaitUntil("return document.body.textContent.includes('10.0.0.50 shop/late')");
  EXPECT_THAT(Requests(), HasSubstr("/?cluster=other"));
  EXPECT_EQ(browser_.Run("return window.pool.isConnected"), true) << "an unchanged cluster";

  Click("other");
  WaitForRefresh();
  WaitForPools(1);
  EXPECT_THAT(Requests(), testing::Not(HasSubstr("cluster=")));
  ExpectNoErrors();
}

TEST_F(LargePageTest, FiltersClustersThatAreNotLoaded) {
  const auto exporter = StartLarge();
  Open(AddressOf(*exporter));
  Filter("2001:db8::77");
  WaitForCount("1 of 61 pools shown");
  WaitForPools(1);
  EXPECT_EQ(Shown(), "other/web");
  Filter("shop/web-3");
  WaitForCount("60 of 61 pools shown");
  browser_.WaitUntil("return document.querySelectorAll('.cluster[open] .pool').length === 10");
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.cluster:not([hidden])').length"), 60);
  Filter("c57");
  WaitForCount("1 of 61 pools shown");
  browser_.WaitUntil("return document.querySelector('#cluster-c57 .pool') !== null");
  EXPECT_EQ(Shown(), "c57/web");
  Filter("nothing");
  WaitForCount("0 of 61 pools shown");
  Filter("");
  WaitForCount("61 pools");
  EXPECT_EQ(browser_.Run("return document.querySelector('.cluster[open]')"), Json::Parse("null"));
  ExpectNoErrors();
}

TEST_F(LargePageTest, OpensAClusterFromItsAnchor) {
  const auto exporter = StartLarge();
  browser_.Open("http://" + AddressOf(*exporter) + "/#cluster-c40");
  WaitForPools(1);
  EXPECT_EQ(Shown(), "c40/web");
  ExpectNoErrors();
}

TEST_F(LargePageTest, LinksToAPageForEachClusterWithoutJavaScript) {
  browser_.DisableScripts();
  const auto exporter = StartLarge();
  Open(AddressOf(*exporter));
  Click("c7");
  browser_.Run("document.querySelector('#cluster-c7 .later a').click()");
  browser_.WaitUntil("return document.querySelectorAll('.cluster').length === 1");
  EXPECT_EQ(Shown(), "c7/web");
  EXPECT_THAT(Text(".holders li"), "192.168.1.10 shop/web-0");
  browser_.Open("http://" + AddressOf(*exporter) + "/?lookup=shop%2Fdual");
  EXPECT_EQ(Text("#found"), "other: 1 pool\n");
}

TEST_F(LargePageTest, ListsMatchesOnOtherPages) {
  const auto exporter = StartSeveralPages();
  Open(AddressOf(*exporter));
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.cluster').length"), 100);
  EXPECT_EQ(Text("#count"), "120 pools");
  Filter("n/s");
  WaitForCount("100 of 120 pools shown, 20 on other pages");
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('#answer li').length"), 20);
  WaitForRefresh();
  EXPECT_EQ(Text("#count"), "100 of 120 pools shown, 20 on other pages");
  Filter("c117");
  WaitForCount("0 of 120 pools shown, 1 on other pages");
  EXPECT_EQ(Text("#answer"), "Clusters on other pages that match:c117: 1 pool");
  browser_.Run("document.querySelector('#answer a').click()");
  browser_.WaitUntil("return document.querySelectorAll('.cluster').length === 1");
  EXPECT_EQ(Shown(), "c117/p");
  WaitForRefresh();
  EXPECT_EQ(Shown(), "c117/p");
  browser_.Run("document.querySelector('.family .map').focus()");
  EXPECT_EQ(Text("#tip"), "10.0.117.0available");
  ExpectNoErrors();
}

TEST_F(LargePageTest, ALinkToAClusterOnAnotherPageLeadsToIt) {
  const auto exporter = StartSeveralPages();
  const std::string url = "http://" + AddressOf(*exporter);
  browser_.Open(url + "/#cluster-c117");
  browser_.WaitUntil(
      "return location.search === '?cluster=c117' && document.readyState === "
      "'complete'");
  EXPECT_EQ(Shown(), "c117/p");
  browser_.Open(url + "/?page=2&sort=name");
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.cluster').length"), 20);
  WaitForRefresh();
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.cluster').length"), 20);
  ExpectNoErrors();
}

}  // namespace
}  // namespace exporter::tests
