#include "exporter/yaml/event_reader.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <new>

namespace exporter::yaml {
namespace {

// libyaml counts lines from 0.
int LineOf(const yaml_mark_t& mark) { return static_cast<int>(mark.line) + 1; }

std::string TextOf(const yaml_char_t* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

class OwnedEvent {
 public:
  OwnedEvent() = default;
  ~OwnedEvent() { yaml_event_delete(&event_); }
  OwnedEvent(const OwnedEvent&) = delete;
  OwnedEvent& operator=(const OwnedEvent&) = delete;

  yaml_event_t* get() { return &event_; }
  Event::Kind Kind() const;
  Event Take() const;

 private:
  yaml_event_t event_{};
};

Event::Kind OwnedEvent::Kind() const {
  switch (event_.type) {
    case YAML_DOCUMENT_START_EVENT:
      return Event::Kind::kDocument;
    case YAML_SCALAR_EVENT:
      return Event::Kind::kScalar;
    case YAML_ALIAS_EVENT:
      return Event::Kind::kAlias;
    case YAML_SEQUENCE_START_EVENT:
      return Event::Kind::kList;
    case YAML_MAPPING_START_EVENT:
      return Event::Kind::kMapping;
    case YAML_STREAM_END_EVENT:
      return Event::Kind::kEndOfText;
    default:
      return Event::Kind::kEnd;
  }
}

Event OwnedEvent::Take() const {
  Event event{.kind = Kind(), .line = LineOf(event_.start_mark)};
  if (event_.type == YAML_SCALAR_EVENT) {
    const auto& scalar = event_.data.scalar;
    event.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    event.plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.plain_implicit != 0;
    event.tag = TextOf(scalar.tag);
    event.anchor = TextOf(scalar.anchor);
  } else if (event_.type == YAML_ALIAS_EVENT) {
    event.anchor = TextOf(event_.data.alias.anchor);
  } else if (event_.type == YAML_SEQUENCE_START_EVENT) {
    event.anchor = TextOf(event_.data.sequence_start.anchor);
  } else if (event_.type == YAML_MAPPING_START_EVENT) {
    event.anchor = TextOf(event_.data.mapping_start.anchor);
  }
  return event;
}

// "did not find expected key while parsing a block mapping that begins in line 2".
std::string Describe(const yaml_parser_t& parser, int problem_line, int lines_before) {
  std::string what = parser.problem;
  if (parser.context == nullptr) return what;
  what += std::string(" ") + parser.context;
  const int line = LineOf(parser.context_mark);
  if (line < problem_line) what += " that begins in line " + std::to_string(line + lines_before);
  return what;
}

}  // namespace

class EventReader::Parser {
 public:
  explicit Parser(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Parser() { yaml_parser_delete(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  yaml_parser_t* get() { return &parser_; }

 private:
  yaml_parser_t parser_{};
};

EventReader::EventReader(std::string_view text, int lines_before)
    : text_(text),
      lines_before_(lines_before),
      last_line_(1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'))),
      parser_(std::make_unique<Parser>(text)) {}

EventReader::~EventReader() = default;

Result<Event> EventReader::Next() {
  OwnedEvent event;
  do {
    yaml_event_delete(event.get());
    if (yaml_parser_parse(parser_->get(), event.get()) == 0) {
      return ErrorOfParser();
    }
  } while (event.get()->type == YAML_STREAM_START_EVENT);
  Event taken = event.Take();
  taken.line = std::min(taken.line, last_line_) + lines_before_;
  return taken;
}

tl::unexpected<Error> EventReader::ErrorOfParser() const {
  const yaml_parser_t& parser = *parser_->get();
  if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  if (parser.error != YAML_READER_ERROR) {
    // libyaml adds a line to a text that does not end with a line break.
    const int line = std::min(LineOf(parser.problem_mark), last_line_);
    return Fail(ErrorKind::kConfig, "not YAML: " + Describe(parser, line, lines_before_),
                line + lines_before_);
  }
  // The text is UTF-8, but contains a character that YAML forbids. For this error, libyaml gives an
  // offset instead of a line.
  const std::string_view before = text_.substr(0, parser.problem_offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  std::array<char, sizeof("U+10FFFF")> character{};
  std::snprintf(character.data(), character.size(), "U+%04X",
                static_cast<unsigned>(parser.problem_value));
  return Fail(ErrorKind::kConfig,
              std::string("not YAML: character ") + character.data() +
                  " must be written as an escape in double quotes",
              static_cast<int>(line) + lines_before_);
}

}  // namespace exporter::yaml
