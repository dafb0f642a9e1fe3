#include "exporter/result/result.h"

#include "exporter/result/visible_text.h"

namespace exporter {

Error::Error(ErrorKind given_kind, std::string_view text,
             std::optional<std::chrono::seconds> given_retry_after)
    : kind(given_kind), message(Visible(text)), retry_after(given_retry_after) {}

}  // namespace exporter
