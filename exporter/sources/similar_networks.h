// Finds networks that several exporters probably mean as one network, but write in different ways.
// Pure.

#ifndef EXPORTER_SOURCES_SIMILAR_NETWORKS_H_
#define EXPORTER_SOURCES_SIMILAR_NETWORKS_H_

#include <string>
#include <utility>
#include <vector>

namespace exporter::sources {

// A source (empty: this exporter) and the name of one of its networks.
using SourceNetwork = std::pair<std::string, std::string>;

struct SimilarNetwork {
  SourceNetwork network;
  std::string other;  // the name of a network of an earlier exporter

  bool operator==(const SimilarNetwork&) const = default;
};

// The networks whose names differ from the name of an earlier network only in letter case, spaces,
// "-", "_" and "."; "rack-1" and "rack-2" are different on purpose. A name that an earlier exporter
// has as well is not listed. `networks` is in the order of the exporters.
std::vector<SimilarNetwork> FindSimilarNetworks(const std::vector<SourceNetwork>& networks);

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_SIMILAR_NETWORKS_H_
