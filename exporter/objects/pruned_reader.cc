#include "exporter/objects/pruned_reader.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace exporter::objects {
namespace {

// Where the items of a list stand in the stack of open containers: the page, its `items`.
constexpr std::size_t kItemDepth = 2;

}  // namespace

bool PrunedReader::Key(std::string_view name) {
  if (skipped_depth_ > 0) return true;
  const auto& fields = open_.back().wanted;
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [&](const WantedField& wanted) { return wanted.name == name; });
  field_ = field == fields.end() ? nullptr : &*field;
  return true;
}

bool PrunedReader::null() { return Scalar(Value::Null()); }

bool PrunedReader::boolean(bool value) { return Scalar(value); }

bool PrunedReader::number_integer(std::int64_t value) { return Scalar(value); }

bool PrunedReader::number_unsigned(std::uint64_t value) {
  return value <= static_cast<std::uint64_t>(INT64_MAX)
             ? Scalar(static_cast<std::int64_t>(value))
             : Scalar(Value::Number{std::to_string(value)});
}

bool PrunedReader::number_float(double /*value*/, const std::string& text) {
  return Scalar(Value::Number{text});
}

bool PrunedReader::string(std::string& value) { return Scalar(std::move(value)); }

bool PrunedReader::binary(nlohmann::json::binary_t& /*value*/) { return false; }

bool PrunedReader::start_object(std::size_t /*size*/) { return Open(Value::Object()); }

bool PrunedReader::start_array(std::size_t /*size*/) { return Open(Value::List()); }

bool PrunedReader::parse_error(std::size_t position, const std::string& /*last_token*/,
                               const nlohmann::detail::exception& /*exception*/) {
  // The parser's own words quote the document, which may be anything.
  return Stop(
      {ErrorKind::kProtocol, "not JSON, or cut short, at byte " + std::to_string(position)});
}

bool PrunedReader::Stop(Error error) {
  error_ = std::move(error);
  return false;
}

bool PrunedReader::Count(std::size_t text_bytes) {
  // etcd stores objects of 1.5 MiB; a value takes far more bytes here than there.
  constexpr std::size_t kMostValues = 200'000;
  constexpr std::size_t kMostTextBytes = std::size_t{4} << 20;
  text_bytes_ += text_bytes;
  if (++values_ <= kMostValues && text_bytes_ <= kMostTextBytes) return true;
  return Stop({ErrorKind::kProtocol, "an object larger than any that a cluster stores"});
}

bool PrunedReader::InList() const {
  return !open_.empty() && std::holds_alternative<Value::List>(open_.back().container->data);
}

std::span<const WantedField> PrunedReader::WantedInside() const {
  if (open_.empty()) return wanted_;
  return InList() || field_ == nullptr ? open_.back().wanted : field_->fields;
}

bool PrunedReader::AtItem() const {
  return handler_ != nullptr && open_.size() == kItemDepth && InList() && in_items_;
}

Value* PrunedReader::Place(Value value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  auto& container = open_.back().container->data;
  if (auto* const list = std::get_if<Value::List>(&container)) {
    return &list->emplace_back(std::move(value));
  }
  auto& object = std::get<Value::Object>(container);
  object.push_back({std::string(field_->name), std::move(value)});
  return &object.back().value;
}

template <typename T>
bool PrunedReader::Scalar(T value) {
  if (!Wants()) return true;
  std::size_t text_bytes = 0;
  if constexpr (std::is_same_v<T, std::string>) text_bytes = value.size();
  if (!Count(text_bytes)) return false;
  Place(Value{.data = std::move(value)});
  return AtItem() ? HandOn() : true;
}

template <typename Container>
bool PrunedReader::Open(Container container) {
  if (!Wants()) {
    ++skipped_depth_;
    return true;
  }
  if (!Count(0)) return false;
  constexpr bool kIsList = std::is_same_v<Container, Value::List>;
  const bool list_in_list = kIsList && InList();
  if (open_.size() == 1 && field_ != nullptr) in_items_ = kIsList && field_->name == "items";
  const auto wanted = WantedInside();
  Value* const place = Place(Value{.data = std::move(container)});
  if (list_in_list) {  // no Kubernetes object has such: the depth stays that of the wanted fields
    ++skipped_depth_;
    return true;
  }
  open_.push_back({place, wanted});
  return true;
}

bool PrunedReader::Close() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
    // Only a list in a list, and nothing else, is skipped and yet an element.
    return skipped_depth_ == 0 && AtItem() ? HandOn() : true;
  }
  open_.pop_back();
  return AtItem() ? HandOn() : true;
}

bool PrunedReader::HandOn() {
  auto& items = std::get<Value::List>(open_.back().container->data);
  const Value item = std::move(items.back());
  items.clear();
  values_ = text_bytes_ = 0;
  if (!std::holds_alternative<Value::Object>(item.data)) {
    return Stop({ErrorKind::kProtocol,
                 "an item of the list is " + std::string(item.TypeName()) + ", not an object"});
  }
  const auto handled = (*handler_)(item);
  return handled ? true : Stop(handled.error());
}

}  // namespace exporter::objects
