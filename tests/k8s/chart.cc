#include "tests/k8s/chart.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/helm.h"

namespace exporter::tests {

using objects::Value;

Finished Template(const Arguments& values) {
  Arguments command = {CachedHelm(), "template",    "metallb-pool-exporter",
                       kChart,       "--namespace", "metallb-pool-exporter"};
  command.insert(command.end(), values.begin(), values.end());
  return RunProgram(command);
}

std::map<std::string, Value> RenderChart(const Arguments& values) {
  const Finished rendered = Template(values);
  if (rendered.status != 0) throw std::runtime_error(rendered.errors);
  std::map<std::string, Value> objects;
  for (const Value& object : ReadYaml(rendered.output)) {
    const std::string name = Text(At(object, "kind")) + "/" + Text(At(object, "metadata.name"));
    if (!objects.emplace(name, object).second) throw std::runtime_error("two objects " + name);
  }
  return objects;
}

std::vector<std::string> ValuesFiles() {
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(kChart + "/ci")) {
    files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace exporter::tests
