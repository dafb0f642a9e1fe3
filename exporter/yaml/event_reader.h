// Reads the events of a YAML text in order, with libyaml's parser.
//
// go-yaml, which Kubernetes tools use, is a port of libyaml, so both reject the same texts. The
// reader does not resolve aliases and does not interpret scalars. It parses only as far as events
// are requested, so that the caller can limit depth and size. One thread.

#ifndef EXPORTER_YAML_EVENT_READER_H_
#define EXPORTER_YAML_EVENT_READER_H_

#include <memory>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::yaml {

struct Event {
  enum class Kind { kDocument, kScalar, kAlias, kList, kMapping, kEnd, kEndOfText };

  Kind kind = Kind::kEndOfText;  // kEnd: the end of a list, mapping or document
  int line = 0;                  // from 1
  std::string text;              // of a scalar, without quotes and escapes
  bool plain = false;            // of a scalar: it has neither quotes nor a tag
  std::string tag;               // of a scalar, in full: "tag:yaml.org,2002:str"
  std::string anchor;            // defined by a value, or used by an alias
};

class EventReader {
 public:
  // `lines_before`: the number of lines of the file before the text. REQUIRES: `text` is UTF-8,
  // with or without a byte order mark, and outlives the reader.
  explicit EventReader(std::string_view text, int lines_before = 0);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  // The next event. REQUIRES: no earlier call returned an error or kEndOfText.
  // Errors: kConfig, with a line: "not YAML: …". The message quotes nothing, because the text may
  // contain secrets.
  Result<Event> Next();

 private:
  class Parser;

  tl::unexpected<Error> ErrorOfParser() const;

  const std::string_view text_;
  const int lines_before_;
  const int last_line_;  // of the text
  std::unique_ptr<Parser> parser_;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_EVENT_READER_H_
