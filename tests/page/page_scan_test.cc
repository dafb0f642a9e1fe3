// The network map of `serve --scan.interface` in a real browser, over a real network. Skipped if
// the user is not root.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/page/browser.h"
#include "tests/support/process.h"
#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

constexpr const char* kMap = "document.querySelector('.subnet .map')";

// Each row of the network map's marks: 33 is split, 34 stolen, 35 foreign, 36 silent, 40 a squatter
// and 50 a duplicate; 32 is right.
class PageScanTest : public WireTest {
 protected:
  void SetUp() override {
    WireTest::SetUp();
    if (IsSkipped()) return;
    AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
    AddPool(b_, "other", {"192.0.2.48-192.0.2.63"});
    for (const int number : {32, 33, 34, 35, 36, 50}) {
      Assign(a_, "web-" + std::to_string(number), kIpv4Prefix(number));
    }
    Assign(b_, "web-50", kIpv4Prefix(50));
    AddHosts(kIpv4Prefix, {32, 33, 50}, {33}, {34, 50}, {35, 40});
    network_.Settle();
    exporter_.emplace(Arguments{EXPORTER, "serve", "--web.listen-address", "127.0.0.1:0",
                                "--kubeconfig", kubeconfig_, "--scan.interface", kScanner,
                                "--scan.rate", "2000"});
    address_ = "http://" + exporter_->WaitForOutput("msg=listening address=") + '/';
    browser_.Open(address_);
    browser_.WaitUntil("return document.querySelector('.map[data-marks]') !== null");
  }

  std::string Run(const std::string& body) { return browser_.Run(body).String(); }

  void Focus() { browser_.Run(std::string(kMap) + ".focus()"); }

  // The description of the cell that has the keyboard's cursor.
  std::string Described() {
    return Run("return " + std::string(kMap) + ".getAttribute('aria-valuetext')");
  }

  void ExpectNoErrors() { EXPECT_EQ(browser_.Console(), Json::Parse("[]")); }

  std::optional<Process> exporter_;
  std::string address_;
  Browser browser_;
};

constexpr const char* kArea = "1. 192.0.2.32-192.0.2.47: cluster-a/main; 5 of 16 assigned";

TEST_F(PageScanTest, DescribesWhoAnswersToTheKeyboardAndThePointer) {
  Focus();
  EXPECT_EQ(Described(),
            "192.0.2.32 assigned: cluster-a shop/web-32, answered by node a1 of cluster-a, " +
                std::string(kArea));
  const auto next = [this] {
    browser_.Press(kPageDown);
    const std::string text = Described();
    return text.substr(0, text.find(", 1. ")).substr(0, text.find(", 2. "));
  };
  EXPECT_EQ(next(),
            "192.0.2.33 assigned: cluster-a shop/web-33, split: answered by node a1 of cluster-a "
            "and node a2 of cluster-a");
  browser_.Press(kRight);
  EXPECT_THAT(Described(), HasSubstr("stolen: answered by node b1 of cluster-b"));
  EXPECT_EQ(next(),
            "192.0.2.35 assigned: cluster-a shop/web-35, foreign: answered by a host that is not a "
            "known node (02:00:00:00:0f:01)");
  EXPECT_EQ(next(), "192.0.2.36 assigned: cluster-a shop/web-36, silent: no answer");
  EXPECT_EQ(next(),
            "192.0.2.37 available: 1. 192.0.2.32-192.0.2.47: cluster-a/main; 5 of 16 assigned");
  EXPECT_EQ(next(),
            "192.0.2.40 available: squatter: answered by a host that is not a known node "
            "(02:00:00:00:0f:01)");
  next();
  EXPECT_EQ(next(),
            "192.0.2.50 duplicate: cluster-a shop/web-50, cluster-b shop/web-50, duplicate: "
            "answered by node a1 of cluster-a and node b1 of cluster-b");

  browser_.SetSize(1280, 2000);
  browser_.PointUntil(
      kMap, 18.5 / 32, 0.5,
      "return document.getElementById('tip').textContent === '192.0.2.50duplicate: cluster-a "
      "shop/web-50, cluster-b shop/web-50, duplicate: answered by node a1 of cluster-a and node b1 "
      "of cluster-b, 2. 192.0.2.48-192.0.2.63: cluster-b/other; 1 of 16 assigned, 1 assigned by "
      "two "
      "clusters'");
  ExpectNoErrors();
}

TEST_F(PageScanTest, MarksFindingsWithSymbolsAndListsThemWithoutJavaScript) {
  EXPECT_EQ(Run("return " + std::string(kMap) + ".dataset.marks"), "n1c2f1q1n3s1n23")
      << "a duplicate has a cross";
  // WCAG 2.2, 1.4.11: the symbols, and the discs on which they are, need a contrast of 3 to 1.
  browser_.Run(R"(window.contrast = (a, b) => {
    const luminance = (color) => {
      const [red, green, blue] = color.match(/\d+/g).slice(0, 3).map((each) => {
        const part = each / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  window.low = () => ['.subnet', '.legend'].flatMap((part) =>
    [['contested', 'stroke'], ['foreign', 'fill'], ['squatted', 'fill'], ['silent', 'stroke']]
      .map(([name, kind]) => {
        const style = (each) => getComputedStyle(document.querySelector(part + ' .map .' + each));
        return [part, name, contrast(style(name)[kind], style('disc').fill)];
      }).filter(([, , ratio]) => !(ratio >= 3)));)");
  for (const char* const scheme : {"light", "dark"}) {
    browser_.PreferColors(scheme);
    EXPECT_EQ(Run("return low().join()"), "") << scheme;
  }
  const std::string forms =
      Run("return [...new Set(['contested', 'foreign', 'squatted', 'silent'].map((name) => "
          "document.querySelector('.legend .' + name).getAttribute('d')))].length.toString()");
  EXPECT_EQ(forms, "4") << "not by color alone";
  ExpectNoErrors();

  browser_.DisableScripts();
  browser_.Open(address_);
  EXPECT_EQ(Run("return document.querySelector('.answers summary').textContent"),
            "Who answers: 7 findings");
  EXPECT_EQ(Run("return document.querySelector('.answers li').textContent"),
            "192.0.2.50 duplicate: answered by node a1 of cluster-a and node b1 of cluster-b");
  EXPECT_EQ(Run("return [...document.querySelectorAll('.subnet .badge')].map((each) => "
                "each.textContent).join()"),
            "1 assigned by two clusters,3 contested,1 foreign,1 squatted,1 silent");
}

}  // namespace
}  // namespace exporter::tests
