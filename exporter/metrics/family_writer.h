// Families of the Prometheus text format, made afresh from facts.
//
// A thin layer over prometheus-cpp's plain structs: it puts the catalogue's labels to the values of
// a series, and leaves out families without a series. No registry, no gauges that are set and
// forgotten. Pure.

#ifndef EXPORTER_METRICS_FAMILY_WRITER_H_
#define EXPORTER_METRICS_FAMILY_WRITER_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "exporter/metrics/catalogue.h"

namespace exporter::metrics {

class FamilyWriter {
 public:
  // `cluster_label` replaces the label name "cluster", and with "other_" before it
  // "other_cluster". REQUIRES: IsUsableClusterLabel(cluster_label).
  explicit FamilyWriter(std::string_view cluster_label = kClusterLabel);
  ~FamilyWriter();
  FamilyWriter(const FamilyWriter&) = delete;
  FamilyWriter& operator=(const FamilyWriter&) = delete;

  // REQUIRES: one value for each label of the metric, no two series of it with the same values.
  void Add(const Metric& metric, std::initializer_list<std::string_view> label_values,
           double value);

  // The text format 0.0.4, families in order of their names, values to 16 digits; and forgets them.
  std::string TakeText();

 private:
  struct Families;

  std::string_view ShownName(std::string_view label_name) const;

  std::string cluster_label_;
  std::string other_cluster_label_;
  std::unique_ptr<Families> families_;
};

// May `name` stand for the label "cluster", and "other_" and it for "other_cluster"? It must be a
// label name of the Prometheus data model, not one of its own (those start with "__"), and neither
// may be another label of the catalogue.
bool IsUsableClusterLabel(std::string_view name);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FAMILY_WRITER_H_
