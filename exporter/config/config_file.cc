#include "exporter/config/config_file.h"

#include <fmt/format.h>

#include <utility>

#include "exporter/yaml/yaml_reader.h"

namespace exporter::config {

Result<objects::Value> ReadDocument(std::string_view text, const std::string& file) {
  auto documents = yaml::ReadDocuments(text);
  if (!documents) return tl::unexpected(InFile(file, documents.error()));
  if (documents->empty()) return objects::Value{};
  if (documents->size() > 1) {
    return Fail(ErrorKind::kConfig,
                fmt::format("{}: must be one YAML document, found {}", file, documents->size()));
  }
  return std::move(documents->front());
}

}  // namespace exporter::config
