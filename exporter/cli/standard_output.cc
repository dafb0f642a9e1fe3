#include "exporter/cli/standard_output.h"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "exporter/text/visible_text.h"

namespace exporter::cli {

int WriteOutput(std::string_view text, int status, int failure) {
  if (text.empty()) return status;
  // The flush reports a full disk: fwrite may only fill a buffer.
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return status;
  PrintError("standard output: " + std::generic_category().message(errno));
  return failure;
}

void PrintError(std::string_view message) {
  std::fprintf(stderr, "metallb-pool-exporter: %s\n", text::Visible(message).c_str());
}

}  // namespace exporter::cli
