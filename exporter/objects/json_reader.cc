#include "exporter/objects/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "exporter/text/utf8.h"

namespace exporter::objects {
namespace {

namespace ondemand = simdjson::ondemand;
using Fields = std::span<const WantedField>;

// simdjson needs four bytes of memory for each token, skipped tokens included.
bool HasTooManyTokens(std::string_view json) {
  constexpr std::size_t kMaxTokens = 24'000'000;
  if (json.size() <= kMaxTokens) return false;
  std::size_t tokens = 0;
  bool in_string = false;
  bool in_scalar = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
      continue;
    }
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    const bool mark = std::string_view("[]{}:,\"").find(c) != std::string_view::npos;
    if (mark || (!space && !in_scalar)) ++tokens;
    in_string = c == '"';
    in_scalar = !space && !mark;
  }
  return tokens > kMaxTokens;
}

std::string_view WithoutTrailingSpace(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \n\t\r") + 1);
}

// The position of the first unescaped control character in a string. Returns the size of `json` if
// there is none, for example because a string is not closed.
std::size_t FindFaultInString(std::string_view json) {
  bool in_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] == '"') in_string = !in_string;
    if (in_string && json[at] == '\\') ++at;
    if (in_string && at < json.size() && static_cast<unsigned char>(json[at]) < 0x20) return at;
  }
  return json.size();
}

class JsonReader {
 public:
  JsonReader(std::string_view json, const StreamedList* list)
      : json_(json), list_(list), bounds_(list == nullptr ? ReadBounds() : list->bounds) {}

  Result<Value> Read(Fields wanted);

 private:
  Result<Value> ReadRoot(Fields wanted);
  // A list that is an element of a list (`in_list`) is read as an empty list.
  Result<Value> ReadValue(ondemand::value value, Fields wanted, bool in_list);
  Result<Value> ReadFields(ondemand::object object, Fields wanted, bool is_root);
  Result<Value> ReadList(ondemand::array list, Fields wanted, bool is_items);
  Result<Value> ReadString(ondemand::value value);
  Result<Value> ReadNumber(ondemand::value value);
  Result<void> PassItem(const Result<Value>& item);

  Result<void> Count(std::size_t values, std::size_t text_bytes);
  tl::unexpected<Error> InvalidAt(std::size_t offset) const;
  tl::unexpected<Error> Invalid();  // at the position that was reached

  std::string_view json_;
  const StreamedList* list_;  // nullptr: none
  ReadBounds bounds_;
  simdjson::padded_string padded_;
  ondemand::parser parser_;
  ondemand::document document_;
  // Counted for the current item, or for the document outside items.
  std::size_t values_ = 0;
  std::size_t text_bytes_ = 0;
  bool exceeded_ = false;           // the bounds
  std::optional<Value> oversized_;  // the complete fields of the item that exceeds the bounds
};

Result<Value> JsonReader::Read(Fields wanted) {
  if (HasTooManyTokens(json_)) {
    return Fail(ErrorKind::kProtocol, "a JSON document of more than 24 million tokens");
  }
  padded_ = simdjson::padded_string(json_);
  if (parser_.iterate(padded_).get(document_) != simdjson::SUCCESS) {
    return InvalidAt(std::min(text::FindInvalidUtf8(json_), FindFaultInString(json_)));
  }
  auto root = ReadRoot(wanted);
  if (!root) return root;
  const char* rest = nullptr;
  if (document_.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return Invalid();
  return root;
}

Result<Value> JsonReader::ReadRoot(Fields wanted) {
  ondemand::json_type type{};
  if (document_.type().get(type) != simdjson::SUCCESS) return Invalid();
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (document_.get_object().get(object) != simdjson::SUCCESS) return InvalidAt(json_.size());
    return ReadFields(object, wanted, true);
  }
  Value found;  // only its type is reported
  if (type == ondemand::json_type::array) found.data = Value::List();
  if (type == ondemand::json_type::string) found.data = std::string();
  if (type == ondemand::json_type::boolean) found.data = false;
  if (type == ondemand::json_type::number) found.data = Value::Number();
  return Fail(ErrorKind::kProtocol, "must be an object, found " + std::string(found.TypeName()));
}

Result<Value> JsonReader::ReadValue(ondemand::value value, Fields wanted, bool in_list) {
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return Invalid();
  if (auto counted = Count(1, 0); !counted) return tl::unexpected(counted.error());
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return Invalid();
    return ReadFields(object, wanted, false);
  }
  if (type == ondemand::json_type::array) {
    if (in_list) return Value{Value::List()};
    ondemand::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) return Invalid();
    return ReadList(list, wanted, false);
  }
  if (type == ondemand::json_type::string) return ReadString(value);
  if (type == ondemand::json_type::number) return ReadNumber(value);
  bool flag = false;
  if (type == ondemand::json_type::boolean) {
    if (value.get_bool().get(flag) != simdjson::SUCCESS) return Invalid();
    return Value{flag};
  }
  if (value.is_null().get(flag) != simdjson::SUCCESS || !flag) return Invalid();
  return Value{};
}

Result<Value> JsonReader::ReadFields(ondemand::object object, Fields wanted, bool is_root) {
  Value::Object fields;
  for (auto each : object) {
    ondemand::field field;
    if (std::move(each).get(field) != simdjson::SUCCESS) return Invalid();
    std::string_view name;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return Invalid();
    const auto found =
        std::find_if(wanted.begin(), wanted.end(),
                     [name](const WantedField& candidate) { return candidate.name == name; });
    if (found == wanted.end()) continue;
    ondemand::array items;
    const bool is_items = is_root && list_ != nullptr && name == list_->name &&
                          field.value().get_array().get(items) == simdjson::SUCCESS;
    auto value = is_items ? ReadList(items, found->fields, true)
                          : ReadValue(field.value(), found->fields, false);
    if (!value) {
      // The outermost object of an item is the last one.
      if (exceeded_ && !is_root) oversized_ = Value{std::move(fields)};
      return value;
    }
    fields.push_back({std::string(found->name), *std::move(value)});
  }
  return Value{std::move(fields)};
}

Result<Value> JsonReader::ReadList(ondemand::array list, Fields wanted, bool is_items) {
  Value::List values;
  for (auto each : list) {
    ondemand::value element;
    // get() takes an rvalue in some releases. NOLINTNEXTLINE(performance-move-const-arg)
    if (std::move(each).get(element) != simdjson::SUCCESS) return Invalid();
    if (!is_items) {
      auto value = ReadValue(element, wanted, true);
      if (!value) return value;
      values.push_back(*std::move(value));
      continue;
    }
    values_ = text_bytes_ = 0;
    exceeded_ = false;
    if (auto passed = PassItem(ReadValue(element, wanted, true)); !passed) {
      return tl::unexpected(passed.error());
    }
  }
  if (is_items) values_ = text_bytes_ = 0;
  return Value{std::move(values)};
}

Result<void> JsonReader::PassItem(const Result<Value>& item) {
  if (!item) {
    const std::optional<Value> oversized = std::exchange(oversized_, std::nullopt);
    if (!oversized || list_->oversized == nullptr) return tl::unexpected(item.error());
    return (*list_->oversized)(*oversized, item.error());
  }
  if (item->IsObject()) return list_->handler(*item);
  return Fail(ErrorKind::kProtocol, "an element of " + std::string(list_->name) +
                                        " must be an object, found " +
                                        std::string(item->TypeName()));
}

Result<Value> JsonReader::ReadString(ondemand::value value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return Invalid();
  if (auto counted = Count(0, text.size()); !counted) return tl::unexpected(counted.error());
  return Value{std::string(text)};
}

Result<Value> JsonReader::ReadNumber(ondemand::value value) {
  const std::string_view token = value.raw_json_token();
  std::int64_t integer = 0;
  if (value.get_int64().get(integer) == simdjson::SUCCESS) return Value{integer};
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS) return Invalid();
  const std::string_view text = WithoutTrailingSpace(token);
  if (auto counted = Count(0, text.size()); !counted) return tl::unexpected(counted.error());
  return Value{Value::Number{std::string(text)}};
}

Result<void> JsonReader::Count(std::size_t values, std::size_t text_bytes) {
  values_ += values;
  text_bytes_ += text_bytes;
  if (values_ <= bounds_.max_values && text_bytes_ <= bounds_.max_text_bytes) return {};
  exceeded_ = true;
  return Fail(ErrorKind::kProtocol,
              "an object exceeds " + std::to_string(bounds_.max_text_bytes >> 20) +
                  " MiB of text or " + std::to_string(bounds_.max_values / 1'000) + ",000 values");
}

tl::unexpected<Error> JsonReader::InvalidAt(std::size_t offset) const {
  return Fail(ErrorKind::kProtocol,
              "invalid or truncated JSON at byte " + std::to_string(offset + 1));
}

tl::unexpected<Error> JsonReader::Invalid() {
  const char* location = nullptr;
  if (document_.current_location().get(location) != simdjson::SUCCESS) {
    return InvalidAt(json_.size());
  }
  return InvalidAt(std::min(static_cast<std::size_t>(location - padded_.data()), json_.size()));
}

}  // namespace

Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted) {
  return JsonReader(json, nullptr).Read(wanted);
}

Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted,
                         const StreamedList& list) {
  return JsonReader(json, &list).Read(wanted);
}

}  // namespace exporter::objects
