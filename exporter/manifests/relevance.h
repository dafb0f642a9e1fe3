// Decides by a search for bytes whether a file of a repository matters to `validate`. Most files do
// not, so they need not be parsed. Pure.

#ifndef EXPORTER_MANIFESTS_RELEVANCE_H_
#define EXPORTER_MANIFESTS_RELEVANCE_H_

#include <string_view>

namespace exporter::manifests {

// True if the text may contain an object that is checked: any object of MetalLB, with or without an
// apiVersion, the ConfigMap of MetalLB before 0.13, a Service of type LoadBalancer, or anything
// that SOPS encrypted. In UTF-16, only ASCII counts.
bool MayMatter(std::string_view text);

// True if the text contains metallb.io, AddressPool or address-pools. If such a file cannot be
// parsed, a pool may be missing, so the file is an error.
bool MustBeReadable(std::string_view text);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_RELEVANCE_H_
