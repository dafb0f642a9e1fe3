// Functions that the configuration file, the IP plan and the web configuration file share: reading
// one YAML document, and errors with a file and a line.
//
// An error is, for example, `ip-plan.yaml:7: unknown key "rnage"; did you mean "range"?`. Does not
// read files (files/file_reader.h) and does not know keys. Pure.

#ifndef EXPORTER_CONFIG_CONFIG_FILE_H_
#define EXPORTER_CONFIG_CONFIG_FILE_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::config {

// An error in a file that is not yet named, and its line.
struct Fault {
  int line = 0;
  std::string what;
};

template <typename T>
using Checked = tl::expected<T, Fault>;

// The only document of `text`; a null value if `text` has no document. `file` is the name in
// errors.
// Errors: kConfig, for text that is not YAML or has several documents.
Result<objects::Value> ReadDocument(std::string_view text, const std::string& file);

// kConfig, "file:line: what".
Error ErrorIn(const std::string& file, const Fault& fault);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_CONFIG_FILE_H_
