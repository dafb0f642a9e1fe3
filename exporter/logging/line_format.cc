#include "exporter/logging/line_format.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "exporter/text/json_writer.h"
#include "exporter/text/visible_text.h"

namespace exporter::logging {
namespace {

std::string_view Name(Level level) {
  constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warn", "error"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::string Timestamp(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     milliseconds.count());
}

std::string LogfmtValue(std::string_view exact) {
  const std::string text = text::Visible(exact);
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\';
  });
  return plain ? text : text::JsonQuoted(text);
}

}  // namespace

std::string FormatLogfmt(const Line& line) {
  std::string text = fmt::format("ts={} level={} msg={}", Timestamp(line.time), Name(line.level),
                                 LogfmtValue(line.message));
  for (const Field& field : line.fields) {
    text += fmt::format(" {}={}", field.key, LogfmtValue(field.value));
  }
  return text;
}

std::string FormatJson(const Line& line) {
  text::JsonWriter json;
  json.BeginObject();
  json.Key("ts").String(Timestamp(line.time));
  json.Key("level").String(Name(line.level));
  json.Key("msg").String(line.message);
  for (const Field& field : line.fields) {
    json.Key(field.key).Raw(field.is_number ? field.value : text::JsonQuoted(field.value));
  }
  return json.EndObject().text();
}

}  // namespace exporter::logging
