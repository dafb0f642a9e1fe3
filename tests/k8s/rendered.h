// The output of `kubectl kustomize` for the folders below k8s/.

#ifndef TESTS_K8S_RENDERED_H_
#define TESTS_K8S_RENDERED_H_

#include <map>
#include <string>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::tests {

// The folders with a kustomization, relative to k8s/.
std::vector<std::string> Kustomizations();

// The objects of a folder by kind. No folder has two objects of one kind.
using Rendered = std::map<std::string, objects::Value>;

// Runs the kubectl in PATH. Throws std::runtime_error if it fails or warns.
Rendered Render(const std::string& folder);

// The same for any folder.
Rendered RenderFolder(const std::string& path);

// The elements of a list, each as by Text().
std::vector<std::string> Texts(const objects::Value& list);

// The element of the list with this `name`; null if there is none.
objects::Value Named(const objects::Value& list, const std::string& name);

// Whether the selector is not empty and the labels match it.
bool Selects(const objects::Value& selector, const objects::Value& labels);

}  // namespace exporter::tests

#endif  // TESTS_K8S_RENDERED_H_
