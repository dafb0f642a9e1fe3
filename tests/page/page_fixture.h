// The page of the real program in a real browser, over two stand-in clusters.

#ifndef TESTS_PAGE_PAGE_FIXTURE_H_
#define TESTS_PAGE_PAGE_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/two_clusters.h"
#include "tests/page/browser.h"

namespace exporter::tests {

inline constexpr const char* kFirstMap = "document.querySelector('.family .map')";

class PageTest : public TwoClustersTest {
 protected:
  void Open(const std::string& address) { browser_.Open("http://" + address + "/"); }

  std::string Text(const std::string& selector) {
    return browser_.Run("return document.querySelector('" + selector + "').textContent").String();
  }

  // Replaces the text of the filter.
  void Filter(const std::string& text) {
    browser_.Run(
        "const filter = document.getElementById('filter'); filter.focus(); filter.select()");
    browser_.Press(kDelete);
    browser_.Type(text);
  }

  std::string Shown() {
    return browser_
        .Run(
            "return [...document.querySelectorAll('.pool:not([hidden])')].map((pool) => "
            "pool.closest('.cluster').querySelector('h3').textContent + '/' + "
            "pool.querySelector('h4').textContent).join(' ')")
        .String();
  }

  // Waits for the next refresh. Each refresh replaces the time of the page.
  void WaitForRefresh() {
    browser_.Run("window.before = document.querySelector('.asof')");
    browser_.WaitUntil("return document.querySelector('.asof') !== window.before");
  }

  // The distance of the element from the top of the view, in pixels.
  double TopOf(const std::string& selector) {
    return browser_
        .Run("return document.querySelector('" + selector + "').getBoundingClientRect().top")
        .Number();
  }

  void ExpectNoErrors() { EXPECT_EQ(browser_.Console(), Json::Parse("[]")); }

  Browser browser_;
};

}  // namespace exporter::tests

#endif  // TESTS_PAGE_PAGE_FIXTURE_H_
