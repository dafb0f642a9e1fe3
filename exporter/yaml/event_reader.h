// The parts of a YAML text in the order of writing, as libyaml's parser finds them.
//
// go-yaml, with which Kubernetes tools read, is a port of libyaml: what the one refuses the other
// does too, for the same reason. Never ahead of what is asked for, so that whoever asks bounds
// depth and size. Refers to the text, which must outlive it. One thread.

#ifndef EXPORTER_YAML_EVENT_READER_H_
#define EXPORTER_YAML_EVENT_READER_H_

#include <memory>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::yaml {

struct Event {
  enum class Kind { kDocument, kScalar, kAlias, kList, kMapping, kEnd, kEndOfText };

  Kind kind = Kind::kEndOfText;  // kEnd: of what began last, a document too
  int line = 0;                  // from 1, and one of the text
  std::string text;              // of a scalar, without quotes and escapes
  bool plain = false;            // a scalar without quotes and tag
  std::string tag;               // of a scalar, written out: "tag:yaml.org,2002:str"
  std::string anchor;            // that this may be repeated by; of an alias the one repeated
};

// kConfig, "line 3: what".
tl::unexpected<Error> At(int line, const std::string& what);

class EventReader {
 public:
  // REQUIRES: `text` is UTF-8; a byte order mark may stand before it.
  explicit EventReader(std::string_view text);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  // Not to be called again after an error or kEndOfText.
  // Errors: kConfig, "line 3: not YAML: …", without any of the text: it may be a secret.
  Result<Event> Next();

 private:
  class Parser;

  Error ErrorOfParser() const;

  const std::string_view text_;
  const int last_line_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_EVENT_READER_H_
