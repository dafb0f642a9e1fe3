#include "exporter/kubeconfig/entry_reader.h"

#include <filesystem>
#include <utility>
#include <variant>

#include "exporter/credentials/pem.h"

namespace exporter::kubeconfig {

using objects::Value;

bool EntryReader::Has(const char* field) const {
  const Value* const value = entry_.content.Find(field);
  return value != nullptr && !value->IsNull();
}

std::string EntryReader::Place() const {
  return "kubeconfig " + entry_.file + ": " + kind_ + " \"" + entry_.name + "\": ";
}

tl::unexpected<Error> EntryReader::Bad(const std::string& what) const {
  return Fail(ErrorKind::kConfig, Place() + what);
}

Result<void> EntryReader::Check() const {
  if (!std::holds_alternative<Value::Object>(entry_.content.data) && !entry_.content.IsNull()) {
    return Bad(std::string(entry_.content.TypeName()) + " where an object should be");
  }
  if (reader_.error()) return Bad(reader_.error()->message);
  return {};
}

std::string EntryReader::Path(const std::string& path) const {
  if (path.empty()) return {};
  return (std::filesystem::path(entry_.file).parent_path() / path).string();
}

Result<std::string> EntryReader::FileOrData(const std::string& field) {
  const std::string path = Path(reader_.String(field));
  const std::string data = reader_.String(field + "-data");
  if (auto sound = Check(); !sound) return tl::unexpected(sound.error());
  if (!path.empty() && !data.empty()) {
    return Bad(field + " and " + field + "-data are both given; keep one");
  }
  if (!data.empty()) {
    auto bytes = credentials::DecodeBase64(data);
    if (!bytes || bytes->empty()) return Bad(field + "-data is not base64");
    return *std::move(bytes);
  }
  if (path.empty()) return std::string();
  auto content = files_.Read(path);
  if (!content) return Bad(field + " " + content.error().message);
  // Taken for absent, an empty file would mean the system's roots, or no credentials at all.
  if (content->empty()) return Bad(field + " " + path + ": is empty");
  return *std::move(content);
}

}  // namespace exporter::kubeconfig
