#include "tests/page/browser.h"

#include <stdexcept>

#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

constexpr const char* kStarted = "started successfully on port ";

// CI runs as root, in containers with little shared memory.
std::string Capabilities(const std::string& profile) {
  return R"({"capabilities": {"alwaysMatch": {
    "browserName": "chrome",
    "goog:loggingPrefs": {"browser": "ALL"},
    "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
      "--no-first-run", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--user-data-dir=)" +
         profile + R"("]}}}})";
}

std::string Number(double number) { return std::to_string(number); }

// One action of an input device, as WebDriver wants it.
std::string Actions(const std::string& device, const std::string& actions) {
  return R"({"actions": [{"type": ")" + device + R"(", "id": ")" + device + R"(", "actions": [)" +
         actions + "]}]}";
}

// chromedriver lets the system choose an IPv6 port, wants the same IPv4 port too, and exits if that
// is in use. Another attempt gets another port.
std::unique_ptr<Process> StartDriver() {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    auto driver = std::make_unique<Process>(Arguments{"chromedriver", "--port=0"});
    try {
      driver->WaitForOutput(kStarted);
      return driver;
    } catch (const std::runtime_error&) {
      if (i == kTries) throw;
    }
  }
}

}  // namespace

Browser::Browser()
    : driver_(StartDriver()), client_("127.0.0.1", std::stoi(driver_->WaitForOutput(kStarted))) {
  constexpr int kSeconds = 120;
  client_.set_read_timeout(kSeconds);
  client_.set_keep_alive(true);
  const Json answer = Ask("POST", "/session", Capabilities(profile_.path()));
  session_ = "/session/" + answer.at("sessionId").String();
}

// Chromium ends with its session.
Browser::~Browser() { client_.Delete(session_); }

void Browser::SetSize(int width, int height) {
  Command("Emulation.setDeviceMetricsOverride",
          R"({"width": )" + std::to_string(width) + R"(, "height": )" + std::to_string(height) +
              R"(, "deviceScaleFactor": 1, "mobile": false})");
}

void Browser::ForceColors() { SetFeature("forced-colors", "active"); }

void Browser::PreferColors(const std::string& scheme) {
  SetFeature("prefers-color-scheme", scheme);
}

void Browser::SetFeature(const std::string& name, const std::string& value) {
  Command("Emulation.setEmulatedMedia",
          R"({"features": [{"name": ")" + name + R"(", "value": ")" + value + R"("}]})");
}

void Browser::DisableScripts() {
  Command("Emulation.setScriptExecutionDisabled", R"({"value": true})");
}

void Browser::Open(const std::string& url) {
  Ask("POST", session_ + "/url", R"({"url": )" + JsonQuote(url) + '}');
}

Json Browser::Run(const std::string& body) {
  return Ask("POST", session_ + "/execute/sync",
             R"({"args": [], "script": )" + JsonQuote(body) + '}');
}

void Browser::WaitUntil(const std::string& body) {
  Json last;
  tests::WaitUntil([&] { return (last = Run(body)) == true; },
                   [&] { return body + "; last value: " + last.Dump(); });
}

void Browser::Press(const std::string& key) {
  const std::string value = JsonQuote(key);
  Ask("POST", session_ + "/actions",
      Actions("key", R"({"type": "keyDown", "value": )" + value +
                         R"(}, {"type": "keyUp", "value": )" + value + '}'));
}

void Browser::Type(const std::string& text) {
  for (const char letter : text) Press(std::string(1, letter));
}

void Browser::MovePointer(double x, double y) {
  Ask("POST", session_ + "/actions",
      Actions("pointer", R"({"type": "pointerMove", "duration": 0, "x": )" + Number(x) +
                             R"(, "y": )" + Number(y) + '}'));
}

void Browser::PointUntil(const std::string& element, double x, double y,
                         const std::string& condition) {
  const std::string measure =
      "const box = " + element +
      ".getBoundingClientRect(); return [box.left, box.top, box.width, box.height]";
  Json last;
  tests::WaitUntil(
      [&] {
        const Json box = Run(measure);
        MovePointer(0, 0);  // a pointer that does not move causes no event
        MovePointer(box[0].Number() + x * box[2].Number(), box[1].Number() + y * box[3].Number());
        return (last = Run(condition)) == true;
      },
      [&] { return condition + "; last value: " + last.Dump(); });
}

void Browser::Wheel(int by) {
  Ask("POST", session_ + "/actions",
      Actions("wheel", R"({"type": "scroll", "x": 200, "y": 300, "deltaX": 0, "deltaY": )" +
                           std::to_string(by) + R"(, "duration": 0, "origin": "viewport"})"));
}

Json Browser::Console() { return Ask("POST", session_ + "/se/log", R"({"type": "browser"})"); }

Json Browser::Ask(const std::string& method, const std::string& path, const std::string& body) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.set_header("Content-Type", "application/json");
  request.body = body;
  const auto response = client_.send(request);
  if (!response) throw std::runtime_error("chromedriver does not answer");
  if (response->status != 200) throw std::runtime_error(path + ": " + response->body);
  return Json::Parse(response->body).at("value");
}

void Browser::Command(const std::string& name, const std::string& parameters) {
  Ask("POST", session_ + "/goog/cdp/execute",
      R"({"cmd": )" + JsonQuote(name) + R"(, "params": )" + parameters + '}');
}

}  // namespace exporter::tests
