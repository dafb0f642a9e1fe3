#include "exporter/app/signals.h"

#include <csignal>
#include <initializer_list>

namespace exporter::app {
namespace {

sigset_t HandledSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

const char* Name(Signal signal) {
  switch (signal) {
    case Signal::kInterrupt:
      return "SIGINT";
    case Signal::kHangUp:
      return "SIGHUP";
    case Signal::kTerminate:
      break;
  }
  return "SIGTERM";
}

Signals::Signals() {
  const sigset_t signals = HandledSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Signal Signals::Wait() {
  const sigset_t signals = HandledSignals();
  int received = 0;
  while (sigwait(&signals, &received) != 0) {
  }
  if (received == SIGHUP) return Signal::kHangUp;
  return received == SIGINT ? Signal::kInterrupt : Signal::kTerminate;
}

}  // namespace exporter::app
