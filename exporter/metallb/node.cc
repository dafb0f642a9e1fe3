#include "exporter/metallb/node.h"

#include <algorithm>

#include "exporter/objects/field_reader.h"

namespace exporter::metallb {

std::span<const objects::WantedField> NodeFields() {
  static constexpr objects::WantedField kMetadata[] = {{"name"}};
  static constexpr objects::WantedField kAddresses[] = {{"type"}, {"address"}};
  static constexpr objects::WantedField kStatus[] = {{"addresses", kAddresses}};
  static constexpr objects::WantedField kNode[] = {{"metadata", kMetadata}, {"status", kStatus}};
  return kNode;
}

Result<Node> DecodeNode(const objects::Value& object) {
  objects::FieldReader reader(object);
  Node node{.name = reader.Object("metadata").String("name"), .addresses = {}};
  const std::string which = node.name.empty() ? "a Node" : "Node \"" + node.name + '"';
  for (const objects::Value* const entry : reader.Object("status").Objects("addresses")) {
    objects::FieldReader fields(*entry);
    const std::string type = fields.String("type");
    const auto address = addresses::IpAddress::Parse(fields.String("address"));
    if (fields.error()) {
      return tl::unexpected(fields.error()->Within("status.addresses").Within(which));
    }
    if (!address || (type != "InternalIP" && type != "ExternalIP")) continue;
    node.addresses.push_back(*address);
  }
  if (reader.error()) return tl::unexpected(reader.error()->Within(which));
  if (node.name.empty()) return Fail(ErrorKind::kProtocol, "a Node has no metadata.name");
  std::sort(node.addresses.begin(), node.addresses.end());
  node.addresses.erase(std::unique(node.addresses.begin(), node.addresses.end()),
                       node.addresses.end());
  return node;
}

}  // namespace exporter::metallb
