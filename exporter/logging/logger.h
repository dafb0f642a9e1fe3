// Structured log lines on standard error: logfmt or JSON.
//
// A line has a time, a level, a message and fields. Callers must not log secrets. Thread-safe.
// There is no global logger: an object that logs gets a reference to one.

#ifndef EXPORTER_LOGGING_LOGGER_H_
#define EXPORTER_LOGGING_LOGGER_H_

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace exporter::logging {

enum class Level { kDebug, kInfo, kWarn, kError };
enum class Format { kLogfmt, kJson };

// "debug", "info", "warn", "error"; "logfmt", "json". nullopt for anything else.
std::optional<Level> ParseLevel(std::string_view text);
std::optional<Format> ParseFormat(std::string_view text);

struct Field {
  Field(std::string_view field_key, std::string_view text) : key(field_key), value(text) {}
  Field(std::string_view field_key, std::string text) : key(field_key), value(std::move(text)) {}
  Field(std::string_view field_key, const char* text) : key(field_key), value(text) {}
  Field(std::string_view field_key, std::integral auto number)
      : key(field_key), value(std::to_string(number)), is_number(true) {}

  std::string key;  // a plain word
  std::string value;
  bool is_number = false;
};

class Logger {
 public:
  using Fields = std::initializer_list<Field>;
  // Receives a whole line without a line break. Called by one thread at a time.
  using Sink = std::function<void(std::string_view line)>;

  // Logs to standard error.
  Logger(Level min_level, Format format);
  Logger(Level min_level, Format format, Sink sink);
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void Debug(std::string_view message, Fields fields) { Log(Level::kDebug, message, fields); }
  void Info(std::string_view message, Fields fields) { Log(Level::kInfo, message, fields); }
  void Warn(std::string_view message, Fields fields) { Log(Level::kWarn, message, fields); }
  void Error(std::string_view message, Fields fields) { Log(Level::kError, message, fields); }

 private:
  struct Backend;

  void Log(Level level, std::string_view message, Fields fields);

  const Format format_;
  std::unique_ptr<Backend> backend_;
};

}  // namespace exporter::logging

#endif  // EXPORTER_LOGGING_LOGGER_H_
