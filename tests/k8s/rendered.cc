#include "tests/k8s/rendered.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

using objects::Value;

std::vector<std::string> Kustomizations() {
  const std::string root = std::string(PROJECT) + "/k8s";
  std::vector<std::string> folders;
  for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
    if (file.path().filename() != "kustomization.yaml") continue;
    folders.push_back(file.path().parent_path().lexically_relative(root).string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

Rendered Render(const std::string& folder) {
  return RenderFolder(std::string(PROJECT) + "/k8s/" + folder);
}

Rendered RenderFolder(const std::string& path) {
  const TemporaryFolder home;
  const auto finished = RunProgram({"kubectl", "kustomize", path}, {{"HOME", home.path()}});
  // kubectl warns about deprecated fields.
  if (finished.status != 0 || !finished.errors.empty()) {
    throw std::runtime_error(path + ": " + finished.errors);
  }
  Rendered rendered;
  for (const Value& object : ReadYaml(finished.output)) {
    const std::string kind = Text(At(object, "kind"));
    if (!rendered.emplace(kind, object).second) {
      throw std::runtime_error(path + " has two of kind " + kind);
    }
  }
  return rendered;
}

std::vector<std::string> Texts(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& element : Elements(list)) texts.push_back(Text(element));
  return texts;
}

Value Named(const Value& list, const std::string& name) {
  for (const Value& element : Elements(list)) {
    if (Text(At(element, "name")) == name) return element;
  }
  return {};
}

bool Selects(const Value& selector, const Value& labels) {
  const auto* const wanted = std::get_if<Value::Object>(&selector.data);
  return wanted != nullptr && !wanted->empty() &&
         std::all_of(wanted->begin(), wanted->end(), [&](const Value::Field& label) {
           const Value* const found = labels.Find(label.name);
           return found != nullptr && Text(*found) == Text(label.value);
         });
}

}  // namespace exporter::tests
