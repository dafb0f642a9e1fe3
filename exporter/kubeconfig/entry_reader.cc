#include "exporter/kubeconfig/entry_reader.h"

#include <filesystem>
#include <variant>

#include "exporter/text/base64.h"

namespace exporter::kubeconfig {

using objects::Value;

EntryReader::EntryReader(const char* kind, const KubeconfigEntry& entry, files::WatchedFiles& files)
    : kind_(kind), entry_(entry), files_(files), reader_(entry.content) {
  if (!entry.content.IsObject() && !entry.content.IsNull()) {
    Reject("must be an object, found " + std::string(entry.content.TypeName()));
  }
}

bool EntryReader::Has(const char* field) const {
  const Value* const value = entry_.content.Find(field);
  return value != nullptr && !value->IsNull();
}

std::string EntryReader::Place() const {
  return "kubeconfig " + entry_.file + ": " + kind_ + " \"" + entry_.name + "\": ";
}

void EntryReader::Reject(const std::string& message) {
  if (!error_) error_ = Error(ErrorKind::kConfig, Place() + message);
}

std::optional<Error> EntryReader::error() const {
  if (!reader_.error()) return error_;
  return Error(ErrorKind::kConfig, Place() + reader_.error()->message);
}

std::string EntryReader::Path(const std::string& path) const {
  if (path.empty()) return {};
  return (std::filesystem::path(entry_.file).parent_path() / path).string();
}

std::string EntryReader::FileOrData(const std::string& field) {
  const std::string path = Path(reader_.String(field));
  const std::string data = reader_.String(field + "-data");
  if (!path.empty() && !data.empty()) {
    Reject(field + " and " + field + "-data are both given; keep one");
    return {};
  }
  if (!data.empty()) {
    const auto bytes = text::DecodeBase64(data);
    if (!bytes || bytes->empty()) Reject(field + "-data is not base64");
    return bytes.value_or("");
  }
  return path.empty() ? "" : ReadFile(field, path);
}

std::string EntryReader::ReadFile(const std::string& field, const std::string& path) {
  const auto content = files_.Read(path);
  if (!content) Reject(field + " " + content.error().message);
  // If an empty file counted as absent, the system's roots or no credentials would be used.
  if (content && content->empty()) Reject(field + " " + path + " is empty");
  return content.value_or("");
}

}  // namespace exporter::kubeconfig
