#include "exporter/cli/terminal_width.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace exporter::cli {

std::size_t TerminalColumns(int descriptor) {
  constexpr std::size_t kUsual = 80;
  constexpr std::size_t kMaxDigits = 5;
  if (isatty(descriptor) != 1) return 0;
  const char* const variable = std::getenv("COLUMNS");
  const std::string_view text = variable == nullptr ? "" : variable;
  std::size_t columns = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  const bool is_number = error == std::errc() && stop == text.data() + text.size();
  if (is_number && columns > 0 && text.size() <= kMaxDigits) return columns;
  winsize size{};
  const bool answered = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return answered ? size.ws_col : kUsual;
}

}  // namespace exporter::cli
