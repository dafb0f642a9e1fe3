// The page at `/` while it refreshes itself and a person reads it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/page/page_fixture.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(PageTest, RefreshesWithoutDisturbingTheReader) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.SetSize(1280, 500);
  browser_.Run("document.querySelectorAll('.holders > summary')[1].click()");
  Filter("web");
  browser_.Run(std::string(kFirstMap) + ".focus()");
  browser_.Press(kRight);
  browser_.Run("scrollTo(0, 120)");
  const double top = TopOf(".family .map");
  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "clash", {.addresses = {"192.168.1.11"}}));
  browser_.WaitUntil("return document.querySelector('.conflicts') !== null");

  EXPECT_THAT(Text(".finding.bad li"),
              StartsWith("192.168.1.11 is assigned by prod-a (shop/web-1)"));
  EXPECT_THAT(browser_.Run("return document.title").String(), StartsWith("✕ 1 duplicate"));
  EXPECT_EQ(browser_.Run("return document.activeElement.getAttribute('aria-valuetext')"),
            "192.168.1.11 duplicate: shop/web-1 ✕ also shop/clash of prod-b");
  EXPECT_EQ(browser_.Run("return document.getElementById('filter').value"), "web");
  EXPECT_NEAR(TopOf(".family .map"), top, 1);
  Filter("");
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.holders')[1].open"), true);
  ExpectNoErrors();
}

TEST_F(PageTest, KeepsTheScrollPositionInALargeFleet) {
  std::string config = "clusters:\n- {name: other, context: prod-b, network: n0}\n";
  for (int i = 0; i < 60; ++i) {
    const std::string number = std::to_string(i);
    config += "- {name: c" + number + ", context: prod-a, network: n" + number + "}\n";
  }
  const Process exporter({EXPORTER, "serve", "--kubeconfig", kubeconfig_, "--config.file",
                          folder_.Write("fleet.yaml", config), "--web.listen-address", kAnyPort,
                          "--collector.interval", "1s"});
  Open(AddressOf(exporter));
  browser_.SetSize(1280, 800);
  const std::string read = "[data-key=\"cluster c30\"]";
  browser_.Run(
      "for (const name of ['c2', 'c3', 'c4', 'c30']) document.querySelector("
      "`[data-key=\"cluster ${name}\"] > summary`).click()");
  browser_.WaitUntil("return document.querySelectorAll('.pool').length === 4");
  browser_.Run("document.querySelector('[data-key=\"pool c3 web ipv4\"] summary').click()");
  while (TopOf(read) > 200) browser_.Wheel(100);
  const double top = TopOf(read);
  for (int i = 0; i < 2; ++i) {
    WaitForRefresh();
    EXPECT_NEAR(TopOf(read), top, 1);
  }

  const double place = browser_.Run("return scrollY").Number();
  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "clash", {.addresses = {"192.168.1.11"}}));
  browser_.WaitUntil("return document.querySelector('.finding.bad') !== null");
  EXPECT_NEAR(TopOf(read), top, 1);
  EXPECT_GT(browser_.Run("return scrollY").Number(), place) << "the new findings are above";
  b_.state().Remove(standin::kServices, "shop", "clash");
  browser_.WaitUntil("return document.querySelector('.finding.bad') === null");
  EXPECT_NEAR(TopOf(read), top, 1);
  ExpectNoErrors();
}

TEST_F(PageTest, KeepsTheScrollPositionInALongList) {
  const auto put = [this](int last) {
    const std::string number = std::to_string(last);
    b_.state().Put(standin::kServices,
                   standin::MakeService("shop", "s" + number, {.addresses = {"10.0.0." + number}}));
  };
  for (int i = 20; i < 64; ++i) put(i);
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.SetSize(400, 500);
  browser_.Run(
      "const list = document.querySelector('[data-key=\"pool prod-b web ipv4\"] details');"
      "list.firstElementChild.click();"
      "[...list.querySelectorAll('li')].find((item) => item.textContent.includes('.50 '))"
      ".id = 'read'; document.getElementById('read').scrollIntoView()");
  const double top = TopOf("#read");
  put(2);
  browser_.WaitUntil("return document.body.textContent.includes('10.0.0.2 shop/s2')");
  browser_.Run(
      "[...document.querySelectorAll('.holders li')].find((item) => "
      "item.textContent.includes('10.0.0.50 ')).id = 'read'");
  EXPECT_NEAR(TopOf("#read"), top, 1);
  ExpectNoErrors();
}

TEST_F(PageTest, KeepsUnchangedElements) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run(
      "window.elements = [...document.querySelectorAll('.pool, .cluster, .cluster h3')];"
      "window.said = 0; new MutationObserver(() => ++window.said)"
      ".observe(document.getElementById('count'), {childList: true})");
  WaitForRefresh();
  EXPECT_EQ(browser_.Run("return window.elements.every((element) => element.isConnected)"), true);
  EXPECT_EQ(browser_.Run("return window.said"), 0) << "a screen reader would repeat the count";
  ExpectNoErrors();
}

TEST_F(PageTest, KeepsTheFocusOnALinkThatChanges) {
  a_.state().Put(standin::kServices, standin::MakeService("shop", "waits", {}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  const std::string pending = "document.querySelector('.tiles a[href$=pending]')";
  browser_.Run(pending + ".focus()");
  a_.state().Put(standin::kServices, standin::MakeService("shop", "waits-2", {}));
  browser_.WaitUntil("return " + pending + ".textContent.includes('2')");
  EXPECT_EQ(browser_.Run("return document.activeElement === " + pending), true);
  ExpectNoErrors();
}

TEST_F(PageTest, KeepsOpenWhatTheBrowserOpened) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  for (const char* filter : {"", "prod-a"}) {
    Filter(filter);
    browser_.Run(
        "for (const name of ['holders', 'users']) { const list = document.querySelector("
        "'.' + name); list.open = true; }"
        "document.querySelector('.subnet').open = false");
    WaitForRefresh();
    WaitForRefresh();
    EXPECT_EQ(browser_.Run("return ['.holders', '.users', '.subnet'].map((name) => "
                           "document.querySelector(name).open).join()"),
              "true,true,false")
        << filter;
  }
  ExpectNoErrors();
}

// The response arrives after the reader has paused the page.
TEST_F(PageTest, StaysPausedIfPausedDuringARefresh) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run(
      "const original = fetch; window.fetch = (...request) => new Promise((resolve) => {"
      "window.release = () => resolve(original(...request)); })");
  browser_.WaitUntil("return window.release !== undefined");
  browser_.Run("document.getElementById('pause').click(); release(); release = undefined");
  browser_.WaitUntil("return refreshing === false");
  EXPECT_EQ(Text("#notice"), "Paused.");
  ExpectNoErrors();
}

TEST_F(PageTest, PausesOnRequest) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run("document.getElementById('pause').click()");
  EXPECT_EQ(Text("#notice"), "Paused.");
  browser_.Run("document.getElementById('pause').click()");
  WaitForRefresh();
  EXPECT_EQ(Text("#notice"), "");
  ExpectNoErrors();
}

TEST_F(PageTest, AgesGrowBetweenRefreshes) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run("document.getElementById('pause').click()");
  browser_.WaitUntil(
      "return parseInt(document.querySelector('.cluster > summary time').textContent) >= 4");
  browser_.Run("document.getElementById('pause').click()");
  browser_.WaitUntil(
      "return parseInt(document.querySelector('.cluster > summary time').textContent) < 4");
  ExpectNoErrors();
}

// On a phone, at the end of the page.
TEST_F(PageTest, ShowsOldDataAsOldWhenTheExporterDoesNotRespond) {
  auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  Open(address);
  browser_.SetSize(390, 700);
  browser_.Run("scrollTo(0, document.body.scrollHeight)");
  exporter.reset();
  browser_.WaitUntil("return document.getElementById('notice').className === 'bad'");
  EXPECT_THAT(Text("#notice"), HasSubstr("No valid response"));
  EXPECT_EQ(browser_.Run("const box = document.getElementById('notice').getBoundingClientRect();"
                         "return box.top >= 0 && box.bottom <= innerHeight && box.height > 0"),
            true);
  EXPECT_EQ(Shown(), "prod-a/web prod-b/web") << "the last data remains visible";
  EXPECT_EQ(Text(".cluster > summary .state"), "was fresh");
  EXPECT_EQ(browser_.Run("return getComputedStyle(document.getElementById('live')).opacity"),
            "0.5");
  EXPECT_EQ(browser_.Run("return document.title"), "✕ no response: MetalLB pools");
  browser_.WaitUntil(
      "return parseInt(document.querySelector('.cluster > summary time').textContent) >= 4");

  const Process again({EXPORTER, "serve", "--kubeconfig", kubeconfig_, "--web.listen-address",
                       address, "--collector.interval", "1s"});
  AddressOf(again);
  browser_.WaitUntil("return document.getElementById('notice').textContent === ''");
  EXPECT_EQ(Text(".cluster > summary .state"), "fresh");
  EXPECT_EQ(browser_.Run("return getComputedStyle(document.getElementById('live')).opacity"), "1");
  EXPECT_EQ(browser_.Run("return document.title"), "MetalLB pools");
}

}  // namespace
}  // namespace exporter::tests
