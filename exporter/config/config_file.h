// Common to the configuration file, the IP plan and the web configuration file: one YAML
// document, and errors such as `ip-plan.yaml:7: unknown key "rnage"; did you mean "range"?`. Pure.

#ifndef EXPORTER_CONFIG_CONFIG_FILE_H_
#define EXPORTER_CONFIG_CONFIG_FILE_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::config {

// An error of a value, and its line.
struct Fault {
  int line = 0;
  std::string what;
};

template <typename T>
using Checked = tl::expected<T, Fault>;

// The only document of `text`; null if `text` has no document.
// Errors: kConfig, for text that is not YAML or has several documents.
Result<objects::Value> ReadDocument(std::string_view text, const std::string& file);

// kConfig, "file:line: what".
Error ErrorIn(const std::string& file, const Fault& fault);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_CONFIG_FILE_H_
