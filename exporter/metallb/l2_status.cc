#include "exporter/metallb/l2_status.h"

#include <string_view>
#include <utility>

#include "exporter/objects/field_reader.h"

namespace exporter::metallb {
namespace {

constexpr std::string_view kNodeLabel = "metallb.io/node";
constexpr std::string_view kServiceLabel = "metallb.io/service-name";
constexpr std::string_view kNamespaceLabel = "metallb.io/service-namespace";

// The value of the label; of the field of the status if the label is missing.
std::string LabelOrStatus(objects::FieldReader& labels, std::string_view label,
                          objects::FieldReader& status, std::string_view field) {
  const std::string value = status.String(field);
  std::string preferred = labels.String(label);
  return preferred.empty() ? value : preferred;
}

}  // namespace

std::span<const objects::WantedField> L2StatusFields() {
  static constexpr objects::WantedField kLabels[] = {
      {kNodeLabel}, {kServiceLabel}, {kNamespaceLabel}};
  static constexpr objects::WantedField kMetadata[] = {{"name"}, {"labels", kLabels}};
  static constexpr objects::WantedField kInterface[] = {{"name"}};
  static constexpr objects::WantedField kStatus[] = {
      {"node"}, {"serviceName"}, {"serviceNamespace"}, {"interfaces", kInterface}};
  static constexpr objects::WantedField kObject[] = {{"metadata", kMetadata}, {"status", kStatus}};
  return kObject;
}

Result<std::optional<L2Announcement>> DecodeL2Status(const objects::Value& object) {
  objects::FieldReader reader(object);
  objects::FieldReader metadata = reader.Object("metadata");
  objects::FieldReader labels = metadata.Object("labels");
  objects::FieldReader status = reader.Object("status");
  const std::string name = metadata.String("name");
  L2Announcement announcement{
      .name_space = LabelOrStatus(labels, kNamespaceLabel, status, "serviceNamespace"),
      .service = LabelOrStatus(labels, kServiceLabel, status, "serviceName"),
      .node = LabelOrStatus(labels, kNodeLabel, status, "node"),
      .on_chosen_interfaces = !status.Objects("interfaces").empty()};
  const std::string which = name.empty() ? "a ServiceL2Status" : "ServiceL2Status \"" + name + '"';
  if (reader.error()) return tl::unexpected(reader.error()->Within(which));
  if (name.empty()) return Fail(ErrorKind::kProtocol, "a ServiceL2Status has no metadata.name");
  const bool is_complete = !announcement.name_space.empty() && !announcement.service.empty() &&
                           !announcement.node.empty();
  return is_complete ? std::optional(std::move(announcement)) : std::nullopt;
}

}  // namespace exporter::metallb
