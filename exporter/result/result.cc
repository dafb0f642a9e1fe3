#include "exporter/result/result.h"

#include "exporter/text/visible_text.h"

namespace exporter {

Error::Error(ErrorKind given_kind, std::string_view text,
             std::optional<std::chrono::seconds> given_retry_after)
    : kind(given_kind), message(text::Visible(text)), retry_after(given_retry_after) {}

Error Error::Within(std::string_view place) const {
  Error error = *this;
  error.message = text::Visible(place) + ": " + message;
  return error;
}

Error InFile(std::string_view file, const Error& error) {
  const std::string place(file);
  Error located = error.Within(error.line == 0 ? place : place + ':' + std::to_string(error.line));
  located.line = 0;
  return located;
}

}  // namespace exporter
