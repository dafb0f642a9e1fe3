// Reads the results of polls and of reads from the JSON of another exporter, and its identity.
// Pure.
//
// Values that this exporter does not know are replaced or ignored, because another version of the
// exporter may write them.

#ifndef EXPORTER_REMOTE_RECORD_READER_H_
#define EXPORTER_REMOTE_RECORD_READER_H_

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "exporter/fleet/source_view.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::remote {

// The value of a closed kind whose name is `name`; nullopt if no value has this name.
template <typename Kind, std::size_t kCount>
std::optional<Kind> Named(const std::array<Kind, kCount>& kinds, std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const Kind& kind) { return Name(kind) == name; });
  return found == kinds.end() ? std::nullopt : std::optional(*found);
}

// The members `reason` and `message`. An unknown reason is kInternal.
std::span<const objects::WantedField> ErrorFields();
Error ReadError(objects::FieldReader& reader);

// The member `error`.
std::optional<Error> ReadLastError(objects::FieldReader& reader);

// The member `last_success_timestamp_seconds`. nullopt if it is absent, or not a time of this
// century or the next ones.
std::optional<std::chrono::system_clock::time_point> ReadLastSuccess(const objects::Value& value);

// An element of `sources`.
std::span<const objects::WantedField> SourceFields();
Result<fleet::SourceView> ReadSource(const objects::Value& value);

// The member `exporter`. An exporter of an older version has none.
std::span<const objects::WantedField> IdentityFields();
fleet::ExporterIdentity ReadIdentity(objects::FieldReader& document);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_RECORD_READER_H_
