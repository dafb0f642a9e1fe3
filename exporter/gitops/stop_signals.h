// Lets SIGINT and SIGTERM end running programs before they end the exporter. The programs are in
// process groups of their own, so that a terminal does not send them the signal.

#ifndef EXPORTER_GITOPS_STOP_SIGNALS_H_
#define EXPORTER_GITOPS_STOP_SIGNALS_H_

#include <csignal>
#include <stop_token>

namespace exporter::gitops {

class StopSignals {
 public:
  // Blocks the signals in this thread and in threads that it starts later.
  StopSignals();
  // Restores the signals of this thread.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token stop_token() const { return stop_.get_token(); }

  // Waits for a signal or for Finish. A signal requests a stop.
  void Wait();

  // Ends the wait. Any thread may call it.
  void Finish() const;

  // If Wait ended with a signal, sends it to this thread again, without the block. The default
  // action ends the process.
  void RaiseAgain();

 private:
  sigset_t before_{};
  int signals_ = -1;   // readable if a signal arrived
  int finished_ = -1;  // readable after Finish
  int received_ = 0;
  std::stop_source stop_;
};

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_STOP_SIGNALS_H_
