// Functions that the configuration file, the IP plan and the web configuration file share: reading
// one YAML document, and errors with a file and a line.
//
// An error is, for example, `ip-plan.yaml:7: unknown key "rnage"; did you mean "range"?`. Does not
// read files (files/file_reader.h) and does not know keys. Pure.

#ifndef EXPORTER_CONFIG_CONFIG_FILE_H_
#define EXPORTER_CONFIG_CONFIG_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::config {

// Stores the first fault of a file. Readers continue after a fault, but their results are then
// meaningless: the caller checks for a fault once, at the end.
class Faults {
 public:
  void Add(int line, std::string_view what) {
    if (!first_) first_ = Fail(ErrorKind::kConfig, what, line).value();
  }
  const std::optional<Error>& first() const { return first_; }

 private:
  std::optional<Error> first_;
};

// The only document of `text`; a null value if `text` has no document. `file` is the name in
// errors.
// Errors: kConfig, for text that is not YAML or has several documents.
Result<objects::Value> ReadDocument(std::string_view text, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_CONFIG_FILE_H_
