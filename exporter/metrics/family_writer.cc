#include "exporter/metrics/family_writer.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace exporter::metrics {

namespace {

// A family that has no series.
prometheus::MetricFamily EmptyFamily(const Metric& metric) {
  prometheus::MetricFamily family;
  family.name = metric.name;
  family.help = metric.help;
  family.type = metric.type == MetricType::kCounter ? prometheus::MetricType::Counter
                                                    : prometheus::MetricType::Gauge;
  return family;
}

}  // namespace

struct FamilyWriter::Families {
  std::map<std::string_view, prometheus::MetricFamily> by_name;
};

FamilyWriter::FamilyWriter(std::string_view cluster_label)
    : cluster_label_(cluster_label),
      other_cluster_label_("other_" + cluster_label_),
      families_(std::make_unique<Families>()) {}

FamilyWriter::~FamilyWriter() = default;

void FamilyWriter::AddSeries(const Metric& metric,
                             std::initializer_list<std::string_view> label_values, double value) {
  prometheus::MetricFamily& family = families_->by_name[metric.name];
  if (family.name.empty()) family = EmptyFamily(metric);
  prometheus::ClientMetric& series = family.metric.emplace_back();
  series.label.reserve(label_values.size());
  const auto* name = metric.label_names.begin();
  for (const std::string_view label_value : label_values) {
    series.label.push_back({std::string(ShownName(*name)), std::string(label_value)});
    ++name;
  }
  (metric.type == MetricType::kCounter ? series.counter.value : series.gauge.value) = value;
}

std::string_view FamilyWriter::ShownName(std::string_view label_name) const {
  if (label_name == kClusterLabel) return cluster_label_;
  return label_name == kOtherClusterLabel ? other_cluster_label_ : label_name;
}

std::string FamilyWriter::TakeText() {
  std::vector<prometheus::MetricFamily> families;
  for (auto& [name, family] : families_->by_name) families.push_back(std::move(family));
  families_->by_name.clear();
  return prometheus::TextSerializer().Serialize(families);
}

std::map<std::string_view, std::string> FamilyWriter::TakeSeries() {
  std::map<std::string_view, std::string> series;
  for (auto& [name, family] : families_->by_name) {
    std::string text = prometheus::TextSerializer().Serialize({std::move(family)});
    const std::size_t type_line = text.find('\n') + 1;  // after HELP
    series.emplace(name, text.substr(text.find('\n', type_line) + 1));
  }
  families_->by_name.clear();
  return series;
}

std::string HeaderOf(const Metric& metric) {
  return prometheus::TextSerializer().Serialize({EmptyFamily(metric)});
}

bool IsUsableClusterLabel(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_label_char = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  if (name.empty() || name.starts_with("__") || !is_letter(name.front()) ||
      !std::all_of(name.begin(), name.end(), is_label_char)) {
    return false;
  }
  const auto uses = [name](const Metric& metric) {
    return std::any_of(
        metric.label_names.begin(), metric.label_names.end(), [name](std::string_view label) {
          return !label.empty() && label != kClusterLabel && label != kOtherClusterLabel &&
                 (label == name || label == "other_" + std::string(name));
        });
  };
  return std::none_of(kMetrics.begin(), kMetrics.end(), uses);
}

}  // namespace exporter::metrics
