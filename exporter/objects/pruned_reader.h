// Builds the wanted part of a JSON document from a parser's events. A part of list_page.
//
// With a handler it hands on each element of the document's `items` and forgets it. The events may
// be nlohmann's, all of them, or those of a parser that passes over what is not wanted. One thread.

#ifndef EXPORTER_OBJECTS_PRUNED_READER_H_
#define EXPORTER_OBJECTS_PRUNED_READER_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/list_page.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::objects {

class PrunedReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  // `wanted` and `handler` must outlive the reader. No handler, nullptr: the document is no list.
  PrunedReader(std::span<const WantedField> wanted, const ItemHandler* handler)
      : wanted_(wanted), handler_(handler) {}

  const Value& root() const { return root_; }
  const std::optional<Error>& error() const { return error_; }

  // Is what comes next kept? What is not may be left out, the inside of a container too.
  bool Wants() const { return skipped_depth_ == 0 && !Unwanted(); }

  // As `key`.
  bool Key(std::string_view name);

  // False, from any of these: the reading ends here, with error().
  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(std::int64_t value) override;
  bool number_unsigned(std::uint64_t value) override;
  bool number_float(double value, const std::string& text) override;
  bool string(std::string& value) override;
  bool binary(nlohmann::json::binary_t& value) override;  // JSON text has none
  bool key(std::string& name) override { return Key(name); }
  bool start_object(std::size_t size) override;
  bool start_array(std::size_t size) override;
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& exception) override;

 private:
  struct Level {
    Value* container;
    std::span<const WantedField> wanted;  // of the container's fields, or of its elements' fields
  };

  bool Stop(Error error);
  // Counts a value that is kept of this item. False: it is too much.
  bool Count(std::size_t text_bytes);
  bool InList() const;
  // Is what comes next an unwanted field's value? (A list's elements are all wanted.)
  bool Unwanted() const { return !open_.empty() && !InList() && field_ == nullptr; }
  // What is wanted of the container that opens here.
  std::span<const WantedField> WantedInside() const;
  bool AtItem() const;
  // Puts a value where the document has one, and returns where it is.
  Value* Place(Value value);
  template <typename T>
  bool Scalar(T value);
  template <typename Container>
  bool Open(Container container);
  bool Close();
  bool HandOn();

  std::span<const WantedField> wanted_;
  const ItemHandler* handler_;
  Value root_;
  std::vector<Level> open_;
  const WantedField* field_ = nullptr;  // the field whose value comes next, nullptr: unwanted
  std::size_t skipped_depth_ = 0;       // open containers below the last one that is kept
  bool in_items_ = false;
  std::size_t values_ = 0;      // of the item, or of the document outside of items
  std::size_t text_bytes_ = 0;  // of those
  std::optional<Error> error_;
};

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_PRUNED_READER_H_
