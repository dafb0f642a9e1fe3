// Waits for the signals that the program handles: SIGINT and SIGTERM stop the program, SIGHUP
// reloads the configuration. Installs no handlers.

#ifndef EXPORTER_APP_SIGNALS_H_
#define EXPORTER_APP_SIGNALS_H_

namespace exporter::app {

class Signals {
 public:
  // Blocks the signals in this thread and in threads that it starts later.
  // REQUIRES: no other thread has been started.
  Signals();

  // Waits for one of the signals and returns its number. A signal that arrived earlier counts.
  int Wait();
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SIGNALS_H_
