#include "exporter/logging/logger.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <utility>

#include "exporter/logging/line_format.h"

namespace exporter::logging {
namespace {

spdlog::level::level_enum ToSpdlog(Level level) {
  constexpr std::array kLevels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                  spdlog::level::err};
  return kLevels.at(static_cast<std::size_t>(level));
}

class FunctionSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FunctionSink(Logger::Sink take_line) : take_line_(std::move(take_line)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    take_line_({message.payload.data(), message.payload.size()});
  }
  void flush_() override {}

 private:
  Logger::Sink take_line_;
};

}  // namespace

struct Logger::Backend {
  Backend(Level min_level, spdlog::sink_ptr sink) : logger("", std::move(sink)) {
    logger.set_level(ToSpdlog(min_level));
    logger.set_pattern("%v");  // lines are already formatted
    logger.flush_on(spdlog::level::debug);
  }

  spdlog::logger logger;
};

std::optional<Level> ParseLevel(std::string_view text) {
  if (text == "debug") return Level::kDebug;
  if (text == "info") return Level::kInfo;
  if (text == "warn") return Level::kWarn;
  if (text == "error") return Level::kError;
  return std::nullopt;
}

std::optional<Format> ParseFormat(std::string_view text) {
  if (text == "logfmt") return Format::kLogfmt;
  if (text == "json") return Format::kJson;
  return std::nullopt;
}

Logger::Logger(Level min_level, Format format)
    : format_(format),
      backend_(std::make_unique<Backend>(min_level,
                                         std::make_shared<spdlog::sinks::stderr_sink_mt>())) {}

Logger::Logger(Level min_level, Format format, Sink sink)
    : format_(format),
      backend_(
          std::make_unique<Backend>(min_level, std::make_shared<FunctionSink>(std::move(sink)))) {}

Logger::~Logger() = default;

void Logger::Log(Level level, std::string_view message, Fields fields) {
  if (!backend_->logger.should_log(ToSpdlog(level))) return;
  const Line line = {std::chrono::system_clock::now(), level, message, fields};
  const std::string text = format_ == Format::kLogfmt ? FormatLogfmt(line) : FormatJson(line);
  backend_->logger.log(ToSpdlog(level), spdlog::string_view_t(text));
}

}  // namespace exporter::logging
