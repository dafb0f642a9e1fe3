// Reads one entry of a kubeconfig, and the files that the entry names. Part of Resolve. Does not
// interpret values.
//
// Stores the first error. After an error, the values of fields are meaningless: callers read all
// fields and check error() at the end. The entry and `files` must outlive the reader.

#ifndef EXPORTER_KUBECONFIG_ENTRY_READER_H_
#define EXPORTER_KUBECONFIG_ENTRY_READER_H_

#include <optional>
#include <string>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/objects/field_reader.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

class EntryReader {
 public:
  // `kind` is "cluster", "user" or "context".
  EntryReader(const char* kind, const KubeconfigEntry& entry, files::WatchedFiles& files);

  objects::FieldReader& fields() { return reader_; }

  // True if the field is present and not null.
  bool Has(const char* field) const;

  // `kubeconfig /etc/kube/config: user "a": `
  std::string Place() const;

  // Records an error of kind kConfig: the place, then `message`.
  void Reject(const std::string& message);

  // The first error; a field of the wrong type comes before all others.
  std::optional<Error> error() const;

  // Resolves a path of the entry, which is relative to the folder of the kubeconfig. An empty path
  // stays empty.
  std::string Path(const std::string& path) const;

  // The content of a file that `field` names. Empty after an error.
  std::string ReadFile(const std::string& field, const std::string& path);

  // The content of the file that `field` names, or the decoded value of `field` + "-data". Empty if
  // both fields are absent, or after an error.
  std::string FileOrData(const std::string& field);

 private:
  const char* kind_;
  const KubeconfigEntry& entry_;
  files::WatchedFiles& files_;
  objects::FieldReader reader_;
  std::optional<Error> error_;
};

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_ENTRY_READER_H_
