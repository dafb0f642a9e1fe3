// The manual page metallb-pool-exporter(1), made from the option table. Pure.

#ifndef EXPORTER_CLI_MANUAL_PAGE_H_
#define EXPORTER_CLI_MANUAL_PAGE_H_

#include <string>

namespace exporter::cli {

// The page in the macros of man(7), in ASCII.
std::string ManualPage();

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_MANUAL_PAGE_H_
