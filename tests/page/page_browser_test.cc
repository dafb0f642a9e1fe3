// The page at `/` of the real program in a real browser.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/page/page_fixture.h"

namespace exporter::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kOverflow =
    "return document.documentElement.scrollWidth > document.documentElement.clientWidth";

std::string TipIs(const std::string& text) {
  return "const tip = document.getElementById('tip'); return !tip.hidden && tip.textContent === '" +
         text + "'";
}

TEST_F(PageTest, ShowsAssignedAddressesAndTheirServices) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(Shown(), "prod-a/web prod-b/web");
  EXPECT_THAT(Text(".cluster h3 + .badge"), "● fresh");
  EXPECT_THAT(Text(".use"),
              AllOf(HasSubstr("25.0 %"), HasSubstr("10 of 40 assigned, 30 available")));
  EXPECT_THAT(Text(".holders li"), "192.168.1.10 shop/web-0");
  EXPECT_EQ(Text("main > .none"), "✓ No conflicts.");
  EXPECT_EQ(Text("#count"), "2 pools");
  ExpectNoErrors();
}

TEST_F(PageTest, DescribesTheCellUnderThePointer) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.SetSize(1280, 2000);
  browser_.PointUntil(kFirstMap, 2.5 / 32, 0.25, TipIs("192.168.1.12assigned: shop/web-2"));
  browser_.PointUntil(kFirstMap, 0.5 / 32, 0.75, TipIs("192.168.1.42available"));
  browser_.Press(kEscape);
  EXPECT_EQ(browser_.Run("return document.getElementById('tip').hidden"), true);
  ExpectNoErrors();
}

TEST_F(PageTest, DescribesTheCellNearTheEdgeOfALowMap) {
  a_.state().Put(standin::kPools, standin::MakePool("low", {"10.9.0.0/28"}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.SetSize(1280, 2000);
  const std::string map = "document.querySelector('[data-key=\"pool prod-a low\"] .map')";
  for (const double y : {0.05, 0.95}) {
    browser_.PointUntil(map, 2.5 / 16, y, TipIs("10.9.0.2available"));
  }
  ExpectNoErrors();
}

TEST_F(PageTest, StacksTheCellsOfTheTableOnAPhone) {
  const auto exporter = Start({});
  browser_.SetSize(400, 900);
  browser_.Open("http://" + AddressOf(*exporter) + "/?pools=name");
  EXPECT_EQ(browser_.Run(kOverflow), false);
  EXPECT_EQ(browser_.Run("const [, pool, , assigned] = document.querySelector('.pools tbody tr')"
                         ".cells; return pool.getBoundingClientRect().bottom <= "
                         "assigned.getBoundingClientRect().top && "
                         "getComputedStyle(assigned, '::before').content"),
            "\"Assigned\"");
  ExpectNoErrors();
}

TEST_F(PageTest, WorksWithTheKeyboardAlone) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  const auto focused = [this](const std::string& selector) {
    return browser_.Run("return document.activeElement.matches('" + selector + "')") == true;
  };
  for (const char* const stop :
       {"a.skip", "#filter", "#pause", ".subnet > summary", ".users > summary", ".subnet .map"}) {
    browser_.Press(kTab);
    EXPECT_TRUE(focused(stop)) << stop;
  }
  browser_.Run("document.querySelector('.cluster > summary').focus()");
  for (const char* const stop : {".holders > summary", ".family .map"}) {
    browser_.Press(kTab);
    EXPECT_TRUE(focused(stop)) << stop;
  }
  const auto value = [this] {
    return browser_.Run("return document.activeElement.getAttribute('aria-valuetext')");
  };
  EXPECT_EQ(value(), "192.168.1.10 assigned: shop/web-0");
  EXPECT_EQ(Text("#tip"), "192.168.1.10assigned: shop/web-0");
  browser_.Press(kRight);
  EXPECT_EQ(value(), "192.168.1.11 assigned: shop/web-1");
  browser_.Press(kPageDown);
  EXPECT_EQ(value(), "192.168.1.20 available") << "the next cell with another state";
  browser_.Press(kHome);
  browser_.Press(kDown);
  EXPECT_EQ(value(), "192.168.1.42 available") << "one row below, 32 addresses";
  browser_.Press(kEnd);
  browser_.Press(kRight);
  EXPECT_EQ(value(), "192.168.1.49 available") << "the last cell";
  browser_.Press(kTab);
  EXPECT_TRUE(focused(".cluster > summary")) << "a map is one tab stop";
  browser_.Press(kEnter);
  EXPECT_EQ(browser_.Run("return document.activeElement.parentElement.open"), false);
  ExpectNoErrors();
}

TEST_F(PageTest, MapsTheSubnetsOfANetwork) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(
      browser_.Run("return [...document.querySelectorAll('.subnet > summary > h3')].map((each) => "
                   "each.textContent).join(' ')"),
      "10.0.0.0/26 192.168.1.0/26 2001:db8::/64");
  browser_.Run("document.querySelectorAll('.subnet .map')[1].focus()");
  const auto value = [this] {
    return browser_.Run("return document.activeElement.getAttribute('aria-valuetext')");
  };
  EXPECT_EQ(value(), "192.168.1.0 in no known pool");
  browser_.Press(kPageDown);
  EXPECT_EQ(value(),
            "192.168.1.10 assigned: prod-a shop/web-0, 1. 192.168.1.10-192.168.1.49: prod-a/web; "
            "10 of 40 assigned");
  EXPECT_EQ(browser_.Run("return document.activeElement.closest('.subnet').querySelector('.free "
                         "li').textContent"),
            "free: 192.168.1.0-192.168.1.9, 10 addresses; largest aligned block /29");
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('.subnet title').length"), 0)
      << "the tooltip replaces them";
  browser_.Run("document.querySelector('.subnet > summary').click()");
  a_.state().Put(standin::kServices,
                 standin::MakeService("shop", "late", {.addresses = {"192.168.1.30"}}));
  browser_.WaitUntil("return document.querySelectorAll('.users li').length === 13");
  EXPECT_EQ(browser_.Run("return document.querySelector('.subnet').open"), false);
  EXPECT_EQ(browser_.Run("return document.activeElement.matches('.subnet .map')"), true);
  Filter("192.168.1.33");
  EXPECT_EQ(browser_.Run("return document.querySelector('.subnet .found').getAttribute('x')"), "1");
  ExpectNoErrors();
}

TEST_F(PageTest, OpensAClusterFromItsAnchorBelowTheHeader) {
  const auto exporter = Start({});
  browser_.SetSize(1280, 700);
  browser_.Open("http://" + AddressOf(*exporter) + "/#cluster-prod-b");
  EXPECT_EQ(browser_.Run("return document.getElementById('cluster-prod-b').open"), true);
  EXPECT_EQ(Shown(), "prod-a/web prod-b/web") << "not a filter";
  const std::string below =
      "const bottom = document.querySelector('header').getBoundingClientRect().bottom; "
      "return document.querySelector(':target').getBoundingClientRect().top >= bottom";
  EXPECT_EQ(browser_.Run(below), true);
  browser_.Run("document.querySelector('a.skip').click()");
  EXPECT_EQ(browser_.Run(below), true);
  ExpectNoErrors();
}

TEST_F(PageTest, SaysThatASelectionPausesIt) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run("getSelection().selectAllChildren(document.querySelector('.cluster'))");
  browser_.WaitUntil(
      "return document.getElementById('notice').textContent === "
      "'Paused while text is selected.'");
  browser_.Run("getSelection().removeAllRanges()");
  browser_.WaitUntil("return document.getElementById('notice').textContent === ''");
  ExpectNoErrors();
}

TEST_F(PageTest, HasVisibleMapsInForcedColorsAndLargeTargets) {
  a_.state().Put(standin::kPools, standin::MakePool("row", {"10.9.0.0/28"}));
  a_.state().Put(standin::kPools, standin::MakePool("cell", {"10.9.1.1/32"}));
  const auto exporter = Start({});
  browser_.ForceColors();
  Open(AddressOf(*exporter));
  const auto color = [this](const std::string& name) {
    return browser_
        .Run("return getComputedStyle(document.querySelector('.subnet .map ." + name + "')).stroke")
        .String();
  };
  EXPECT_NE(color("available"), color("assigned"));
  EXPECT_EQ(color("outside"),
            browser_.Run("return getComputedStyle(document.body).backgroundColor").String())
      << "the background of the system, also if it is dark";
  EXPECT_EQ(browser_
                .Run("return [...document.querySelectorAll('a, button, input, summary, "
                     "svg.map[data-cells]')]"
                     ".filter((each) => each.getClientRects().length > 0 && "
                     "(each.getBoundingClientRect().height < 24 || "
                     "each.matches('.map') && each.getBoundingClientRect().width < 24)).map((each) "
                     "=> each.outerHTML).join()")
                .String(),
            "");
  ExpectNoErrors();
}

TEST_F(PageTest, DescribesBlocksOfLargePools) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run("[...document.querySelectorAll('.family .map')].pop().focus()");
  const std::string value = "return document.activeElement.getAttribute('aria-valuetext')";
  EXPECT_EQ(browser_.Run(value),
            "2001:db8::/72 partly assigned, 1 of its addresses: 2001:db8::1 shop/dual");
  browser_.Press(kEnd);
  EXPECT_EQ(browser_.Run(value), "2001:db8:0:0:ff00::/72 available");
  ExpectNoErrors();
}

TEST_F(PageTest, FiltersByClusterServiceAndAddress) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  Filter("PROD-B");
  EXPECT_EQ(Shown(), "prod-b/web");
  EXPECT_EQ(Text("#count"), "1 of 2 pools shown");
  Filter("shop/web-3");
  EXPECT_EQ(Shown(), "prod-a/web");
  EXPECT_EQ(Text(".holders[open] li:not([hidden])"), "192.168.1.13 shop/web-3");
  Filter("192.168.1.33");
  EXPECT_EQ(Shown(), "prod-a/web") << "an available address of the pool";
  EXPECT_EQ(browser_.Run("return document.querySelector('.family .found').getAttribute('x')"),
            "23");
  Filter("2001:DB8:0::77");
  EXPECT_EQ(Shown(), "prod-b/web");
  Filter("prod-a 2001:db8::77");
  EXPECT_EQ(Shown(), "");
  EXPECT_THAT(browser_.Run("return location.hash").String(), HasSubstr("#filter=prod-a"));
  ExpectNoErrors();
}

TEST_F(PageTest, TilesFilter) {
  a_.state().Put(standin::kPools, standin::MakePool("full", {"192.168.1.10/31"}));
  a_.state().Put(standin::kPools, standin::MakePool("idle", {"10.9.0.0/28"}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(Shown(), "prod-a/full prod-a/idle prod-a/web prod-b/web");
  browser_.Run("document.querySelector('.tiles a[href$=overlapping]').click()");
  browser_.WaitUntil("return document.getElementById('filter').value === 'is:overlapping'");
  EXPECT_EQ(Shown(), "prod-a/full prod-a/web");
  browser_.Run("document.querySelector('.tiles a[href$=full]').click()");
  browser_.WaitUntil("return document.getElementById('filter').value === 'is:full'");
  EXPECT_EQ(Shown(), "prod-a/full");
  Filter("full");
  EXPECT_EQ(Shown(), "prod-a/full") << "the name";
  Filter("overlapping");
  EXPECT_EQ(Shown(), "") << "not the state";
  ExpectNoErrors();
}

TEST_F(PageTest, AnswersWhoHasAnAddress) {
  a_.state().Put(standin::kServices,
                 standin::MakeService("shop", "web-100", {.addresses = {"192.168.1.100"}}));
  b_.state().Put(standin::kPools, standin::MakePool("near", {"192.168.1.100/32"}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  const auto answers = [this](const std::string& text) {
    browser_.WaitUntil("return document.getElementById('answer').textContent.includes('" + text +
                       "')");
  };
  Filter("192.168.1.10");
  answers("192.168.1.10: assigned by prod-a shop/web-0, in pool prod-a/web");
  EXPECT_EQ(Shown(), "prod-a/web") << "not the pool of 192.168.1.100";
  Filter("2001:DB8:0::77");
  answers("2001:db8::77: available in prod-b/web");
  Filter("192.168.1.96/27");
  answers("pool prod-b/near: 1 address, 0 assigned");
  EXPECT_EQ(Shown(), "prod-b/near");
  WaitForRefresh();
  EXPECT_EQ(Shown(), "prod-b/near");
  Filter("192.168.1.1 - 192.168.1.11");
  answers("pool prod-a/web: 2 addresses, 2 assigned");
  EXPECT_EQ(Shown(), "prod-a/web");
  Filter("prod");
  EXPECT_EQ(Text("#answer"), "");
  ExpectNoErrors();
}

TEST_F(PageTest, FiltersByNamesAndNotByLabelsOfThePage) {
  a_.state().Put(standin::kPools, standin::MakePool("full", {"10.7.0.0/28"}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  Filter("full");
  EXPECT_EQ(Shown(), "prod-a/full");
  for (const char* word :
       {"read", "old", "address", "network", "ip", "available", "assigned", "%"}) {
    Filter(word);
    EXPECT_EQ(Shown(), "") << word;
  }
  for (const char* word : {"fresh", "default", "v1.32"}) {
    Filter(word);
    EXPECT_EQ(Shown(), "prod-a/full prod-a/web prod-b/web") << word;
  }
  ExpectNoErrors();
}

TEST_F(PageTest, AppliesAFilterFromALinkInAnOpenPage) {
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  browser_.Run("location.hash = 'filter=prod-b'");
  browser_.WaitUntil(
      "return document.getElementById('count').textContent === '1 of 2 pools shown'");
  EXPECT_EQ(Shown(), "prod-b/web");
  EXPECT_EQ(browser_.Run("return document.getElementById('filter').value"), "prod-b");
  browser_.Run("document.querySelector('.skip').click()");
  browser_.WaitUntil("return location.hash === '#live'");
  WaitForRefresh();
  EXPECT_EQ(Shown(), "prod-b/web") << "the skip link must not change the filter";
  ExpectNoErrors();
}

TEST_F(PageTest, ShowsHostileNamesAsText) {
  const std::string hostile = "<img src=x onerror=window.hit=1>'\"&<script>window.hit=1<script>";
  for (standin::ApiServer* const server : {&a_, &b_}) {
    server->state().Put(standin::kPools, standin::MakePool(hostile, {"10.7.0.0/28", hostile}));
    server->state().Put(standin::kServices,
                        standin::MakeService(hostile, hostile, {.addresses = {"10.7.0.1"}}));
  }
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(Shown(), "prod-a/" + hostile + " prod-a/web prod-b/" + hostile + " prod-b/web");
  EXPECT_THAT(Text(".finding.bad li"), HasSubstr("(" + hostile + "/" + hostile + ")"));
  EXPECT_THAT(Text(".holders li"), HasSubstr(hostile + "/" + hostile));
  browser_.Run(std::string(kFirstMap) + ".focus()");
  browser_.Press(kRight);
  EXPECT_THAT(Text("#tip"), HasSubstr(hostile + "/" + hostile));
  WaitForRefresh();
  EXPECT_THAT(Text("#tip"), HasSubstr(hostile + "/" + hostile));
  EXPECT_EQ(browser_.Run("return window.hit === undefined"), true);
  EXPECT_EQ(browser_.Run("return document.querySelectorAll('img, script').length"), 1);
  browser_.SetSize(400, 900);
  EXPECT_EQ(browser_.Run(kOverflow), false);
  ExpectNoErrors();
}

TEST_F(PageTest, ShowsBidirectionalControlsAsText) {
  const std::string override = {'\xe2', '\x80', '\xae'};  // U+202E
  a_.state().Put(standin::kServices,
                 standin::MakeService("shop", override + "bew", {.addresses = {"192.168.1.10"}}));
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(Text(".holders li"), "192.168.1.10 shop/web-0, shop/[U+202E]bew");
  EXPECT_EQ(Text(".holders li bdi"), "shop/[U+202E]bew");
  browser_.Run(std::string(kFirstMap) + ".focus()");
  EXPECT_EQ(Text("#tip bdi"), "shop/web-0, shop/[U+202E]bew");
  ExpectNoErrors();
}

TEST_F(PageTest, WorksWithoutJavaScript) {
  browser_.DisableScripts();
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  EXPECT_EQ(Shown(), "prod-a/web prod-b/web");
  EXPECT_EQ(browser_.Run("return document.getElementById('search').hidden"), false);
  EXPECT_EQ(browser_.Run("return document.querySelector('.family .map').role"), "img");
  EXPECT_THAT(Text(".holders li"), "192.168.1.10 shop/web-0");
  EXPECT_EQ(Text(".subnet title"), "1. 10.0.0.0-10.0.0.63: prod-b/web; 1 of 64 assigned");
  browser_.Run("document.querySelector('.holders > summary').click()");
  EXPECT_EQ(browser_.Run("return document.querySelector('.holders').open"), true);
  EXPECT_THAT(Text("noscript"), HasSubstr("reload the page"));
}

TEST_F(PageTest, KeepsTheFoldedProblemOfASearchedAddress) {
  for (int i = 0; i < 5; ++i) {
    b_.state().Put(standin::kServices,
                   standin::MakeService("shop", "same-" + std::to_string(i),
                                        {.addresses = {"192.168.1.1" + std::to_string(i)}}));
  }
  const auto exporter = Start({});
  Open(AddressOf(*exporter));
  const auto problems = [this](const std::string& filter) {
    Filter(filter);
    return browser_
        .Run(
            "return [...document.querySelectorAll('.finding li:not([hidden]) > b')]"
            ".map((part) => part.textContent).join(' ')")
        .String();
  };
  const std::string folded = "192.168.1.10-192.168.1.14";
  for (const char* filter : {"192.168.1.12", "192.168.1.0/24", "192.168.1.14-192.168.1.20"}) {
    EXPECT_THAT(problems(filter), HasSubstr(folded)) << filter;
  }
  for (const char* filter : {"192.168.1.15", "192.168.1.2", "192.168.1.16/28", "2001:db8::12"}) {
    EXPECT_THAT(problems(filter), Not(HasSubstr(folded))) << filter;
  }
  ExpectNoErrors();
}

TEST_F(PageTest, CopiesTheTableOfAllPools) {
  const auto exporter = Start({});
  browser_.Open("http://" + AddressOf(*exporter) + "/?pools=name");
  browser_.Run("document.addEventListener('copy', ({target}) => { window.copied = target.value })");
  browser_.Run("document.querySelector('.pools td').textContent = '=1+1'");
  browser_.Run("document.getElementById('copy').focus()");
  browser_.Press(kEnter);
  EXPECT_EQ(Text("#notice"), "Copied.");
  EXPECT_EQ(browser_.Run("return window.copied").String(),
            "Cluster\tPool\tFamily\tAssigned\tCapacity\tAvailable\tUtilization\tData\n"
            "'=1+1\tweb\tipv4\t10\t40\t30\t25.0 %\tfresh\n"
            "prod-b\tweb\tipv4\t1\t64\t63\t1.5 %\tfresh\n"
            "prod-b\tweb\tipv6\t1\t1.84×10^19\t1.84×10^19\t< 0.1 %\tfresh\n");
  ExpectNoErrors();
}

TEST(DemoPage, FitsEveryWidth) {
  Process demo(
      {EXPORTER, "demo", "--web.listen-address", kAnyPort, "--collector.interval", "50ms"});
  const std::string address = demo.WaitForOutput("msg=listening address=");
  Browser browser;
  browser.Open("http://" + address + "/");
  browser.WaitUntil("return document.querySelector('.finding.bad') !== null");
  browser.Run("document.getElementById('pause').click()");
  for (const int width : {1280, 800, 400, 320}) {
    browser.SetSize(width, 900);
    EXPECT_EQ(browser.Run(kOverflow), false) << width;
  }
  EXPECT_EQ(browser.Run("return document.querySelectorAll('.cluster').length"), 3);
  EXPECT_EQ(browser.Run("const [conflicts, clusters] = ['.conflicts', '.clusters'].map((name) => "
                        "document.querySelector(name)); return Boolean(conflicts."
                        "compareDocumentPosition(clusters) & Node.DOCUMENT_POSITION_FOLLOWING)"),
            true);
  EXPECT_EQ(browser.Run("return document.querySelectorAll('.map .duplicate').length >= 2"), true);
  EXPECT_EQ(browser.Console(), Json::Parse("[]"));
}

}  // namespace
}  // namespace exporter::tests
