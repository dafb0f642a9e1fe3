#include "exporter/web/request_bytes.h"

#include <utility>

namespace exporter::web {

void RequestBytes::Take(std::string_view bytes) {
  for (const char byte : bytes) {
    if (head_ended_) return;
    Take(byte);
  }
}

void RequestBytes::Take(char byte) {
  const char last = std::exchange(last_, byte);
  const bool blank = byte == ' ' || byte == '\t';
  const bool broken_end = (last == '\r') != (byte == '\n');
  ambiguous_ = ambiguous_ || byte == '\0' || broken_end || (last == '\n' && blank);
  if (byte == '\n') {
    head_ended_ = line_empty_;
    ambiguous_ = ambiguous_ || (has_colon_ && !has_value_);
    line_empty_ = true;
    has_colon_ = has_value_ = false;
  } else if (byte != '\r') {
    line_empty_ = false;
    has_value_ = has_value_ || (has_colon_ && !blank);
    has_colon_ = has_colon_ || byte == ':';
  }
}

}  // namespace exporter::web
