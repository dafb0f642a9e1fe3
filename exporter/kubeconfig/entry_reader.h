// One entry of a kubeconfig: its fields, the files that they name, and the words for what is wrong
// with it. A part of Resolve. Refers to the entry and to `files`, which must outlive it.

#ifndef EXPORTER_KUBECONFIG_ENTRY_READER_H_
#define EXPORTER_KUBECONFIG_ENTRY_READER_H_

#include <string>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/objects/field_reader.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

class EntryReader {
 public:
  // `kind` is "cluster", "user" or "context".
  EntryReader(const char* kind, const KubeconfigEntry& entry, files::WatchedFiles& files)
      : kind_(kind), entry_(entry), files_(files), reader_(entry.content) {}

  objects::FieldReader& fields() { return reader_; }
  const objects::Value& content() const { return entry_.content; }

  // Is the field there, and not null?
  bool Has(const char* field) const;

  // `kubeconfig /etc/kube/config: user "a": `
  std::string Place() const;

  // kConfig, "what" behind the place.
  tl::unexpected<Error> Bad(const std::string& what) const;

  // The fields read so far must all have been of their type.
  Result<void> Check() const;

  // A path of the entry, made absolute to its file; empty where there is none.
  std::string Path(const std::string& path) const;

  // The bytes that a field names or its "-data" twin holds; empty where neither is given.
  Result<std::string> FileOrData(const std::string& field);

 private:
  const char* kind_;
  const KubeconfigEntry& entry_;
  files::WatchedFiles& files_;
  objects::FieldReader reader_;
};

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_ENTRY_READER_H_
