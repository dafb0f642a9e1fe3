#include "exporter/gitops/stop_signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace exporter::gitops {

StopSignals::StopSignals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    // An ignored signal, as after nohup, must not end the programs.
    const bool ignored = sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!ignored) sigaddset(&blocked, signal);
  }
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  signals_ = signalfd(-1, &blocked, SFD_CLOEXEC);
  finished_ = eventfd(0, EFD_CLOEXEC);
}

StopSignals::~StopSignals() {
  if (signals_ >= 0) close(signals_);
  if (finished_ >= 0) close(finished_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::Wait() {
  if (finished_ < 0) return;  // no descriptor was available: the programs end at their limits
  std::array<pollfd, 2> waited = {{{.fd = signals_, .events = POLLIN, .revents = 0},
                                   {.fd = finished_, .events = POLLIN, .revents = 0}}};
  while (poll(waited.data(), waited.size(), -1) < 0 && errno == EINTR) {
  }
  signalfd_siginfo info = {};
  if ((waited[0].revents & POLLIN) != 0 &&
      read(signals_, &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    received_ = static_cast<int>(info.ssi_signo);
    stop_.request_stop();
  }
}

void StopSignals::Finish() const {
  const std::uint64_t one = 1;
  while (write(finished_, &one, sizeof(one)) < 0 && errno == EINTR) {
  }
}

void StopSignals::RaiseAgain() {
  if (received_ == 0) return;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  raise(received_);
}

}  // namespace exporter::gitops
