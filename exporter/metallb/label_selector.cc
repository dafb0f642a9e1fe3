#include "exporter/metallb/label_selector.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

namespace exporter::metallb {
namespace {

using Operator = LabelRequirement::Operator;

std::optional<Operator> ParseOperator(std::string_view text) {
  if (text == "In") return Operator::kIn;
  if (text == "NotIn") return Operator::kNotIn;
  if (text == "Exists") return Operator::kExists;
  if (text == "DoesNotExist") return Operator::kDoesNotExist;
  return std::nullopt;
}

Result<LabelRequirement> DecodeRequirement(const objects::Value& expression) {
  objects::FieldReader reader(expression);
  LabelRequirement requirement;
  requirement.key = reader.String("key");
  const std::string written = reader.String("operator");
  for (const objects::Value& value : reader.Strings("values")) {
    requirement.values.push_back(std::get<std::string>(value.data));
  }
  if (reader.error()) return tl::unexpected(reader.error()->Within("matchExpressions"));
  const auto op = ParseOperator(written);
  if (!op) {
    return Fail(ErrorKind::kProtocol, "matchExpressions: unknown operator \"" + written +
                                          "\"; use In, NotIn, Exists or DoesNotExist");
  }
  requirement.op = *op;
  return requirement;
}

}  // namespace

bool LabelRequirement::Matches(const std::vector<Label>& labels) const {
  const auto label = std::find_if(labels.begin(), labels.end(),
                                  [this](const Label& each) { return each.name == key; });
  const bool exists = label != labels.end();
  const auto is_listed = [&] {
    return exists && std::find(values.begin(), values.end(), label->value) != values.end();
  };
  switch (op) {
    case Operator::kIn:
      return is_listed();
    case Operator::kNotIn:
      return !is_listed();
    case Operator::kExists:
      return exists;
    case Operator::kDoesNotExist:
      break;
  }
  return !exists;
}

bool LabelSelector::Matches(const std::vector<Label>& labels) const {
  return std::all_of(requirements.begin(), requirements.end(),
                     [&labels](const LabelRequirement& each) { return each.Matches(labels); });
}

Result<LabelSelector> DecodeLabelSelector(const objects::Value& object) {
  LabelSelector selector;
  objects::FieldReader reader(object);
  objects::FieldReader match_labels = reader.Object("matchLabels");
  for (const std::string& key : match_labels.Keys()) {
    selector.requirements.push_back({key, Operator::kIn, {match_labels.String(key)}});
  }
  const auto expressions = reader.Objects("matchExpressions");
  if (reader.error()) return tl::unexpected(*reader.error());
  for (const objects::Value* const expression : expressions) {
    auto requirement = DecodeRequirement(*expression);
    if (!requirement) return tl::unexpected(requirement.error());
    selector.requirements.push_back(*std::move(requirement));
  }
  return selector;
}

}  // namespace exporter::metallb
