#include "exporter/yaml/tagged_scalar.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/text/base64.h"
#include "exporter/text/utf8.h"
#include "exporter/yaml/plain_scalar.h"

namespace exporter::yaml {
namespace {

// Replaces invalid bytes by U+FFFD, as sigs.k8s.io/yaml does when it converts YAML to JSON.
std::string AsUtf8(std::string_view bytes) {
  std::string text;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t valid = std::min(text::FindInvalidUtf8(rest), rest.size());
    text += rest.substr(0, valid);
    rest.remove_prefix(valid);
    if (rest.empty()) break;
    text::AppendUtf8(U'\ufffd', text);
    rest.remove_prefix(1);
  }
  return text;
}

}  // namespace

Result<decltype(objects::Value::data)> ValueOfScalar(Event event) {
  constexpr std::string_view kYamlTag = "tag:yaml.org,2002:";
  if (event.plain) return PlainScalar(event.text);
  if (!event.tag.starts_with(kYamlTag)) return std::move(event.text);
  const std::string type = event.tag.substr(kYamlTag.size());
  if (type == "binary") {
    const auto bytes = text::DecodeBase64(event.text);
    if (!bytes) {
      return Fail(ErrorKind::kConfig, "not YAML: the value of !!binary is not base64", event.line);
    }
    return AsUtf8(*bytes);
  }
  if (type == "int" || type == "float" || type == "bool" || type == "null") {
    return PlainScalar(event.text);
  }
  return std::move(event.text);
}

}  // namespace exporter::yaml
