// A folder of a reader of the documents, next to a checkout.

#ifndef TESTS_K8S_DOCUMENT_EXAMPLES_H_
#define TESTS_K8S_DOCUMENT_EXAMPLES_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/k8s/documents.h"
#include "tests/k8s/rendered.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

class DocumentExamples : public testing::Test {
 protected:
  // A folder of the reader, which contains a checkout.
  DocumentExamples() {
    std::filesystem::create_directories(checkout_);
    for (const char* part : {"k8s", "grafana"}) {
      std::filesystem::copy(std::string(PROJECT) + "/" + part, checkout_ + "/" + part,
                            std::filesystem::copy_options::recursive);
    }
  }

  // Writes the YAML block that contains the text.
  void WriteBlock(const std::string& file, const std::string& text) const {
    folder_.Write(file, YamlBlock(text));
  }

  Rendered RenderOwn() const { return RenderFolder(folder_.path()); }

  // Runs a command of a shell in a folder.
  static Finished RunIn(const std::string& folder, const std::string& command) {
    return RunProgram({"sh", "-c", "cd \"$1\" && " + command, "sh", folder});
  }

  const TemporaryFolder folder_;
  const std::string checkout_ = folder_.path() + "/metallb-pool-exporter";
};

}  // namespace exporter::tests

#endif  // TESTS_K8S_DOCUMENT_EXAMPLES_H_
