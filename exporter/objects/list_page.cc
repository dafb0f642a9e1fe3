#include "exporter/objects/list_page.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/objects/field_reader.h"
#include "exporter/result/visible_text.h"

namespace exporter::objects {
namespace {

using Json = nlohmann::json;

// Where the items of a list stand in the stack of open containers: the page, its `items`.
constexpr std::size_t kItemDepth = 2;

// Builds the wanted part of a document from parser events. With a handler it hands on each element
// of the document's `items` and forgets it.
class PrunedReader : public nlohmann::json_sax<Json> {
 public:
  PrunedReader(std::span<const WantedField> wanted, const ItemHandler* handler)
      : wanted_(wanted), handler_(handler) {}

  const Value& root() const { return root_; }
  const std::optional<Error>& error() const { return error_; }

  bool null() override { return Scalar(Value::Null()); }
  bool boolean(bool value) override { return Scalar(value); }
  bool number_integer(std::int64_t value) override { return Scalar(value); }
  bool number_unsigned(std::uint64_t value) override {
    return value <= static_cast<std::uint64_t>(INT64_MAX)
               ? Scalar(static_cast<std::int64_t>(value))
               : Scalar(Value::Number{std::to_string(value)});
  }
  bool number_float(double /*value*/, const std::string& text) override {
    return Scalar(Value::Number{text});
  }
  bool string(std::string& value) override { return Scalar(std::move(value)); }
  bool binary(Json::binary_t& /*value*/) override { return false; }  // JSON text has none

  bool key(std::string& name) override {
    if (skipped_depth_ > 0) return true;
    const auto& fields = open_.back().wanted;
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const WantedField& wanted) { return wanted.name == name; });
    field_ = field == fields.end() ? nullptr : &*field;
    return true;
  }

  bool start_object(std::size_t /*size*/) override { return Open(Value::Object()); }
  bool start_array(std::size_t /*size*/) override { return Open(Value::List()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& /*exception*/) override {
    // The parser's own words quote the document, which may be anything.
    return Stop(
        {ErrorKind::kProtocol, "not JSON, or cut short, at byte " + std::to_string(position)});
  }

 private:
  struct Level {
    Value* container;
    std::span<const WantedField> wanted;  // of the container's fields, or of its elements' fields
  };

  bool Stop(Error error) {
    error_ = std::move(error);
    return false;
  }

  bool InList() const {
    return !open_.empty() && std::holds_alternative<Value::List>(open_.back().container->data);
  }

  // Is what comes next an unwanted field's value? (A list's elements are all wanted.)
  bool Unwanted() const { return !open_.empty() && !InList() && field_ == nullptr; }

  // What is wanted of the container that opens here.
  std::span<const WantedField> WantedInside() const {
    if (open_.empty()) return wanted_;
    return InList() || field_ == nullptr ? open_.back().wanted : field_->fields;
  }

  bool AtItem() const {
    return handler_ != nullptr && open_.size() == kItemDepth && InList() && in_items_;
  }

  // Puts a value where the document has one, and returns where it is.
  Value* Place(Value value) {
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
  bool Scalar(T value) {
    if (skipped_depth_ > 0 || Unwanted()) return true;
    Place(Value{.data = std::move(value)});
    return AtItem() ? HandOn() : true;
  }

  template <typename Container>
  bool Open(Container container) {
    if (skipped_depth_ > 0 || Unwanted()) {
      ++skipped_depth_;
      return true;
    }
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

  bool Close() {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      // Only a list in a list, and nothing else, is skipped and yet an element.
      return skipped_depth_ == 0 && AtItem() ? HandOn() : true;
    }
    open_.pop_back();
    return AtItem() ? HandOn() : true;
  }

  bool HandOn() {
    auto& items = std::get<Value::List>(open_.back().container->data);
    const Value item = std::move(items.back());
    items.clear();
    if (!std::holds_alternative<Value::Object>(item.data)) {
      return Stop({ErrorKind::kProtocol,
                   "an item of the list is " + std::string(item.TypeName()) + ", not an object"});
    }
    const auto handled = (*handler_)(item);
    return handled ? true : Stop(handled.error());
  }

  std::span<const WantedField> wanted_;
  const ItemHandler* handler_;  // nullptr: no list, nothing to hand on
  Value root_;
  std::vector<Level> open_;
  const WantedField* field_ = nullptr;  // the field whose value comes next, nullptr: unwanted
  std::size_t skipped_depth_ = 0;       // open containers below the last one that is kept
  bool in_items_ = false;
  std::optional<Error> error_;
};

Result<void> Parse(std::string_view json, PrunedReader& reader) {
  const bool read = Json::sax_parse(json, &reader);
  if (reader.error()) return tl::unexpected(*reader.error());
  if (!read) return Fail(ErrorKind::kProtocol, "not JSON");
  if (!std::holds_alternative<Value::Object>(reader.root().data)) {
    return Fail(ErrorKind::kProtocol,
                std::string(reader.root().TypeName()) + " where an object should be");
  }
  return {};
}

std::string TextOf(const Value* value) {
  const auto* const text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

Result<std::string> ReadListPage(std::string_view json, std::string_view kind,
                                 std::span<const WantedField> wanted, const ItemHandler& handler) {
  constexpr WantedField kMetadata[] = {{"continue"}};
  const WantedField page[] = {{"kind"}, {"metadata", kMetadata}, {"items", wanted}};

  PrunedReader reader(page, &handler);
  if (const auto parsed = Parse(json, reader); !parsed) return tl::unexpected(parsed.error());

  const Value& root = reader.root();
  const std::string found = TextOf(root.Find("kind"));
  if (found != kind) {
    constexpr std::size_t kMostShown = 100;
    return Fail(ErrorKind::kProtocol, "an object of kind \"" +
                                          std::string(Shortened(found, kMostShown)) +
                                          "\" where a " + std::string(kind) + " should be");
  }
  const Value* const items = root.Find("items");
  if (items == nullptr) return Fail(ErrorKind::kProtocol, "a list without items");
  if (!items->IsNull() && !std::holds_alternative<Value::List>(items->data)) {
    return Fail(ErrorKind::kProtocol,
                "items is " + std::string(items->TypeName()) + ", not a list");
  }
  // Taken for absent, a token of another type would make a part of the list the whole of it.
  FieldReader reader_of_root(root);
  std::string token = reader_of_root.Object("metadata").String("continue");
  if (reader_of_root.error()) return tl::unexpected(*reader_of_root.error());
  return token;
}

Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted) {
  PrunedReader reader(wanted, nullptr);
  if (const auto parsed = Parse(json, reader); !parsed) return tl::unexpected(parsed.error());
  return reader.root();
}

}  // namespace exporter::objects
