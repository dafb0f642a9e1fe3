#include "exporter/web/request_bytes.h"

#include <utility>

namespace exporter::web {

void RequestBytes::Take(std::string_view bytes) {
  for (const char byte : bytes) {
    if (ended_) return;
    Take(byte);
  }
}

void RequestBytes::Take(char byte) {
  const char last = std::exchange(last_, byte);
  const bool blank = byte == ' ' || byte == '\t';
  const bool broken_end = (last == '\r') != (byte == '\n');
  odd_ = odd_ || byte == '\0' || broken_end || (last == '\n' && blank);
  if (byte == '\n') {
    ended_ = line_empty_;
    odd_ = odd_ || (named_ && !valued_);
    line_empty_ = true;
    named_ = valued_ = false;
  } else if (byte != '\r') {
    line_empty_ = false;
    valued_ = valued_ || (named_ && !blank);
    named_ = named_ || byte == ':';
  }
}

}  // namespace exporter::web
