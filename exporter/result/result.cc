#include "exporter/result/result.h"

#include "exporter/text/visible_text.h"

namespace exporter {

Error::Error(ErrorKind given_kind, std::string_view text,
             std::optional<std::chrono::seconds> given_retry_after)
    : kind(given_kind), message(text::Visible(text)), retry_after(given_retry_after) {}

}  // namespace exporter
