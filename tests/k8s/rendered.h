// What `kubectl kustomize` makes of the folders below k8s/.

#ifndef TESTS_K8S_RENDERED_H_
#define TESTS_K8S_RENDERED_H_

#include <map>
#include <string>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::tests {

// The folders that hold a kustomization, from k8s/ on.
std::vector<std::string> Kustomizations();

// The objects of a folder by their kind; none of ours has two of one kind.
using Rendered = std::map<std::string, objects::Value>;

// By the kubectl in PATH. Throws std::runtime_error where it refuses.
Rendered Render(const std::string& folder);

// The same of a folder anywhere.
Rendered RenderFolder(const std::string& path);

// The elements of a list as Text makes them.
std::vector<std::string> Texts(const objects::Value& list);

// The list's element of that `name`; null where there is none.
objects::Value Named(const objects::Value& list, const std::string& name);

// Does the selector ask for something, and do the labels have all of it?
bool Selects(const objects::Value& selector, const objects::Value& labels);

}  // namespace exporter::tests

#endif  // TESTS_K8S_RENDERED_H_
