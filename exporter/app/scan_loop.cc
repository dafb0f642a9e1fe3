#include "exporter/app/scan_loop.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>

#include "exporter/report/scan_text.h"

namespace exporter::app {
namespace {

using Clock = std::chrono::steady_clock;
using scan::ScanState;
using scan::WireFinding;

void WaitUntil(Clock::time_point time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_until(lock, stop, time, [] { return false; });
}

}  // namespace

ScanLoop::ScanLoop(ScanLoopOptions options, wire::FleetSource source, Publisher& publisher,
                   logging::Logger& logger)
    : options_(std::move(options)),
      source_(std::move(source)),
      publisher_(publisher),
      logger_(logger),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void ScanLoop::Run(const std::stop_token& stop) {
  auto state = std::make_shared<ScanState>();
  state->interval = options_.interval;
  for (const scan::ChosenInterface& chosen : options_.scan.interfaces) {
    state->interfaces.push_back({.interface = chosen.name});
  }
  publisher_.SetScan(state);
  if (!publisher_.WaitUntilReady(stop)) return;
  wire::ScanProgress progress;
  while (!stop.stop_requested()) {
    const Clock::time_point next = Clock::now() + options_.interval;
    const auto report = wire::Scan(options_.scan, source_, progress, stop);
    if (!report) return;
    auto after = std::make_shared<ScanState>(
        scan::Advance(*state, *report, std::chrono::system_clock::now(), options_.keep_for));
    Log(*state, *after);
    state = std::move(after);
    publisher_.SetScan(state);
    WaitUntil(next, stop);
  }
}

void ScanLoop::Log(const ScanState& before, const ScanState& after) {
  for (std::size_t i = 0; i < after.interfaces.size(); ++i) {
    const auto& error = after.interfaces[i].error;
    const auto& known = before.interfaces[i].error;
    if (error && error != known) logger_.Warn("scan failed", {{"error", error->message}});
    if (!error && known) {
      logger_.Info("scan succeeds again", {{"interface", after.interfaces[i].interface}});
    }
  }
  constexpr int kMaxLines = 20;
  int lines = 0;
  for (const WireFinding& finding : after.findings) {
    const bool is_problem = scan::SeverityOf(finding.verdict) >= scan::Severity::kWarning;
    if (!is_problem || before.HasFinding(finding)) continue;
    if (++lines > kMaxLines) break;
    logger_.Warn("found by the scan", {{"finding", report::ScanSentence(finding).Plain()}});
  }
}

}  // namespace exporter::app
