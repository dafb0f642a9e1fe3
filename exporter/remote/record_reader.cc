#include "exporter/remote/record_reader.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "exporter/remote/json_fields.h"

namespace exporter::remote {

using objects::FieldReader;
using objects::Value;
using objects::WantedField;

std::span<const WantedField> ErrorFields() {
  static constexpr WantedField kFields[] = {{"reason"}, {"message"}};
  return kFields;
}

Error ReadError(FieldReader& reader) {
  const auto kind = Named(kErrorKinds, reader.String("reason"));
  return {kind.value_or(ErrorKind::kInternal), reader.String("message")};
}

std::optional<Error> ReadLastError(FieldReader& reader) {
  if (!reader.Has("error")) return std::nullopt;
  FieldReader error = reader.Object("error");
  return ReadError(error);
}

std::optional<std::chrono::system_clock::time_point> ReadLastSuccess(const Value& value) {
  constexpr double kMaxSeconds = 9e9;
  const Value* const seconds = value.Find("last_success_timestamp_seconds");
  if (seconds == nullptr) return std::nullopt;
  double number = -1;
  if (const auto* const whole = std::get_if<std::int64_t>(&seconds->data)) {
    number = static_cast<double>(*whole);
  } else if (const auto* const real = std::get_if<Value::Number>(&seconds->data)) {
    number = real->ToDouble();
  }
  if (!(number >= 0) || number > kMaxSeconds) return std::nullopt;
  return std::chrono::system_clock::time_point(
      std::chrono::round<std::chrono::system_clock::duration>(
          std::chrono::duration<double>(number)));
}

std::span<const WantedField> SourceFields() {
  static const WantedField kFields[] = {{"source"},
                                        {"up"},
                                        {"incomplete"},
                                        {"last_success_timestamp_seconds"},
                                        {"error", ErrorFields()}};
  return kFields;
}

Result<fleet::SourceView> ReadSource(const Value& value) {
  FieldReader reader(value);
  fleet::SourceView source;
  source.source = reader.String("source");
  source.tried = reader.Has("up");
  source.up = reader.Bool("up", false);
  if (reader.Has("incomplete")) source.incomplete = reader.Bool("incomplete", false);
  source.last_success = ReadLastSuccess(value);
  source.last_error = ReadLastError(reader);
  if (reader.error()) return tl::unexpected(reader.error()->Within("sources"));
  return source;
}

std::span<const WantedField> IdentityFields() {
  static constexpr WantedField kFields[] = {{"id"}, {"reads"}};
  return kFields;
}

fleet::ExporterIdentity ReadIdentity(FieldReader& document) {
  FieldReader reader = document.Object("exporter");
  fleet::ExporterIdentity identity{reader.String("id"), {}};
  for (const Value& id : reader.Strings("reads")) {
    identity.reads.push_back(std::get<std::string>(id.data));
  }
  return identity;
}

}  // namespace exporter::remote
