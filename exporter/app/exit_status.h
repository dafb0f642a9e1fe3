// The program's exit statuses. `check` returns the statuses of monitoring plugins
// (report/verdict.h).

#ifndef EXPORTER_APP_EXIT_STATUS_H_
#define EXPORTER_APP_EXIT_STATUS_H_

namespace exporter::app {

inline constexpr int kExitSuccess = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;    // bad usage or configuration
inline constexpr int kExitUnknown = 3;  // of monitoring plugins

}  // namespace exporter::app

#endif  // EXPORTER_APP_EXIT_STATUS_H_
