// Writes metrics in the Prometheus text format.
//
// A thin layer over prometheus-cpp's plain structs. Names, help and labels come from the catalogue.
// Metrics without a series are omitted. There is no registry: no value stays from one text to the
// next. Pure.

#ifndef EXPORTER_METRICS_FAMILY_WRITER_H_
#define EXPORTER_METRICS_FAMILY_WRITER_H_

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "exporter/metrics/catalogue.h"

namespace exporter::metrics {

class FamilyWriter {
 public:
  // `cluster_label` replaces the label name "cluster"; "other_" + `cluster_label` replaces
  // "other_cluster". REQUIRES: IsUsableClusterLabel(cluster_label).
  explicit FamilyWriter(std::string_view cluster_label = kClusterLabel);
  ~FamilyWriter();
  FamilyWriter(const FamilyWriter&) = delete;
  FamilyWriter& operator=(const FamilyWriter&) = delete;

  // The series has the first labels of the metric, one for each value.
  // REQUIRES: at most as many values as labels; no two series with the same label values.
  template <typename Number>
  void Add(const Metric& metric, std::initializer_list<std::string_view> label_values,
           Number value) {
    AddSeries(metric, label_values, static_cast<double>(value));
  }

  // Returns all series in text format 0.0.4, metrics sorted by name, values with 16 digits. The
  // writer is empty afterwards.
  std::string TakeText();

  // Returns the series of each metric without HELP and TYPE. The writer is empty afterwards.
  std::map<std::string_view, std::string> TakeSeries();

 private:
  struct Families;

  void AddSeries(const Metric& metric, std::initializer_list<std::string_view> label_values,
                 double value);
  std::string_view ShownName(std::string_view label_name) const;

  std::string cluster_label_;
  std::string other_cluster_label_;
  std::unique_ptr<Families> families_;
};

// The HELP and TYPE lines of the metric.
std::string HeaderOf(const Metric& metric);

// True if `name` can replace the label "cluster", and "other_" + `name` the label "other_cluster".
// Both names must be valid label names, must not start with "__" (reserved by Prometheus), and must
// not be another label of the catalogue.
bool IsUsableClusterLabel(std::string_view name);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FAMILY_WRITER_H_
