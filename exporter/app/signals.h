// The signals that the program answers to, as something to wait for, instead of handlers that run
// anywhere: SIGINT and SIGTERM end it, SIGHUP has the configuration read again.

#ifndef EXPORTER_APP_SIGNALS_H_
#define EXPORTER_APP_SIGNALS_H_

namespace exporter::app {

enum class Signal { kInterrupt, kTerminate, kHangUp };

// "SIGINT" and so on.
const char* Name(Signal signal);

class Signals {
 public:
  // From here on the signals wait for Wait, in this thread and in those that it starts later.
  // REQUIRES: no other thread has been started.
  Signals();

  // Waits for one of the signals, also if it came before.
  Signal Wait();
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SIGNALS_H_
