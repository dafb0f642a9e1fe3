// A real Chromium without a window, driven through chromedriver with the W3C WebDriver protocol.
//
// Each browser has a profile of its own, which is deleted with it. Errors of the browser or of the
// protocol are std::runtime_error.

#ifndef TESTS_PAGE_BROWSER_H_
#define TESTS_PAGE_BROWSER_H_

#include <httplib.h>

#include <memory>
#include <string>

#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

// Keys as WebDriver writes them.
inline constexpr const char* kTab = "\ue004";
inline constexpr const char* kEnter = "\ue007";
inline constexpr const char* kEscape = "\ue00c";
inline constexpr const char* kPageDown = "\ue00f";
inline constexpr const char* kEnd = "\ue010";
inline constexpr const char* kHome = "\ue011";
inline constexpr const char* kRight = "\ue014";
inline constexpr const char* kDown = "\ue015";
inline constexpr const char* kDelete = "\ue017";

class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void SetSize(int width, int height);
  // The colors that the system forces upon pages, for readers who need a high contrast.
  void ForceColors();
  // "light" or "dark".
  void PreferColors(const std::string& scheme);
  // For pages that are opened later. Run still works.
  void DisableScripts();

  void Open(const std::string& url);

  // Runs the body of a JavaScript function and returns its result.
  Json Run(const std::string& body);
  // Runs the body repeatedly until it returns true.
  void WaitUntil(const std::string& body);

  void Press(const std::string& key);
  void Type(const std::string& text);
  // Moves the pointer to a part of an element until the condition is true. `x` and `y` are shares
  // of the element's width and height. The expression `element` is evaluated for each move, because
  // the element may move, change its size or be replaced in between.
  void PointUntil(const std::string& element, double x, double y, const std::string& condition);

  // Turns the mouse wheel in the middle of the view, by pixels; a positive number is down.
  void Wheel(int by);

  // The messages of the browser's console since the last call, as an array.
  Json Console();

 private:
  void MovePointer(double x, double y);
  Json Ask(const std::string& method, const std::string& path, const std::string& body);
  void Command(const std::string& name, const std::string& parameters);
  // A media feature, in place of an earlier one.
  void SetFeature(const std::string& name, const std::string& value);

  const TemporaryFolder profile_;
  const std::unique_ptr<Process> driver_;
  httplib::Client client_;
  std::string session_;  // its path
};

}  // namespace exporter::tests

#endif  // TESTS_PAGE_BROWSER_H_
