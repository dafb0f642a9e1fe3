#include "exporter/cli/standard_output.h"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace exporter::cli {

int WriteOutput(std::string_view text, int status, int failure) {
  if (text.empty()) return status;
  // The flush reports a full disk: fwrite may only fill a buffer.
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return status;
  const std::string reason = std::generic_category().message(errno);
  std::fprintf(stderr, "metallb-pool-exporter: standard output: %s\n", reason.c_str());
  return failure;
}

}  // namespace exporter::cli
