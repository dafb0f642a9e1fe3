#include "tests/page/browser.h"

#include <stdexcept>

#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

constexpr const char* kStarted = "started successfully on port ";

using Json = nlohmann::json;

// CI runs as root, in containers with little shared memory.
Json Capabilities(const std::string& profile) {
  const Json arguments = {"--headless",
                          "--no-sandbox",
                          "--disable-gpu",
                          "--disable-quic",
                          "--disable-dev-shm-usage",
                          "--no-first-run",
                          "--disable-background-networking",
                          "--disable-component-update",
                          "--disable-sync",
                          "--user-data-dir=" + profile};
  return {{"capabilities",
           {{"alwaysMatch",
             {{"browserName", "chrome"},
              {"goog:loggingPrefs", {{"browser", "ALL"}}},
              {"goog:chromeOptions", {{"binary", "/usr/bin/chromium"}, {"args", arguments}}}}}}}};
}

// Of the port that it lets the system choose for IPv6 it wants the IPv4 one too, and ends where
// that is taken: then another is tried.
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
  session_ = "/session/" + answer.at("sessionId").get<std::string>();
}

// Chromium ends with its session.
Browser::~Browser() { client_.Delete(session_); }

void Browser::SetSize(int width, int height) {
  Command("Emulation.setDeviceMetricsOverride",
          {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
}

void Browser::DisableScripts() {
  Command("Emulation.setScriptExecutionDisabled", {{"value", true}});
}

void Browser::Open(const std::string& url) { Ask("POST", session_ + "/url", {{"url", url}}); }

Json Browser::Run(const std::string& body) {
  return Ask("POST", session_ + "/execute/sync", {{"script", body}, {"args", Json::array()}});
}

void Browser::WaitUntil(const std::string& body) {
  Json last;
  tests::WaitUntil([&] { return (last = Run(body)) == true; },
                   [&] { return body + "; last value: " + last.dump(); });
}

void Browser::Press(const std::string& key) {
  const Json keys = {{{"type", "keyDown"}, {"value", key}}, {{"type", "keyUp"}, {"value", key}}};
  Ask("POST", session_ + "/actions",
      {{"actions", {{{"type", "key"}, {"id", "keyboard"}, {"actions", keys}}}}});
}

void Browser::Type(const std::string& text) {
  for (const char letter : text) Press(std::string(1, letter));
}

void Browser::Point(double x, double y) {
  const Json move = {{{"type", "pointerMove"}, {"duration", 0}, {"x", x}, {"y", y}}};
  Ask("POST", session_ + "/actions",
      {{"actions", {{{"type", "pointer"}, {"id", "mouse"}, {"actions", move}}}}});
}

void Browser::Wheel(int by) {
  const Json turn = {{{"type", "scroll"},
                      {"x", 200},
                      {"y", 300},
                      {"deltaX", 0},
                      {"deltaY", by},
                      {"duration", 0},
                      {"origin", "viewport"}}};
  Ask("POST", session_ + "/actions",
      {{"actions", {{{"type", "wheel"}, {"id", "wheel"}, {"actions", turn}}}}});
}

Json Browser::Console() { return Ask("POST", session_ + "/se/log", {{"type", "browser"}}); }

Json Browser::Ask(const std::string& method, const std::string& path, const Json& body) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.set_header("Content-Type", "application/json");
  request.body = body.dump();
  const auto response = client_.send(request);
  if (!response) throw std::runtime_error("chromedriver does not answer");
  if (response->status != 200) throw std::runtime_error(path + ": " + response->body);
  return Json::parse(response->body).at("value");
}

void Browser::Command(const std::string& name, const Json& parameters) {
  Ask("POST", session_ + "/goog/cdp/execute", {{"cmd", name}, {"params", parameters}});
}

}  // namespace exporter::tests
