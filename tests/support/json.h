// An immutable JSON value for tests: parses, compares and prints JSON.
//
// Tests use this class instead of nlohmann/json.hpp, which adds several seconds to the compilation
// of each file. A value that is a part of a document shares the ownership of the document.

#ifndef TESTS_SUPPORT_JSON_H_
#define TESTS_SUPPORT_JSON_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace exporter::tests {

class Json {
 public:
  // null.
  Json();
  // Implicit, so that a value can be compared with a literal.
  Json(const char* text);         // NOLINT(google-explicit-constructor)
  Json(const std::string& text);  // NOLINT(google-explicit-constructor)
  Json(bool value);               // NOLINT(google-explicit-constructor)
  Json(double number);            // NOLINT(google-explicit-constructor)
  template <std::signed_integral T>
  Json(T number) : Json(FromSigned(number)) {}  // NOLINT(google-explicit-constructor)
  template <std::unsigned_integral T>
  Json(T number) : Json(FromUnsigned(number)) {}  // NOLINT(google-explicit-constructor)

  // Throws std::runtime_error if the text is not valid JSON.
  static Json Parse(const std::string& text);
  static bool IsValid(const std::string& text);

  // A member of an object or an element of an array; null if there is none.
  Json operator[](std::string_view key) const;
  Json operator[](const char* key) const { return (*this)[std::string_view(key)]; }
  Json operator[](std::size_t index) const;
  Json operator[](int index) const { return (*this)[static_cast<std::size_t>(index)]; }
  // As operator[], but throws std::runtime_error if there is none.
  Json at(std::string_view key) const;
  Json at(std::size_t index) const;
  bool contains(std::string_view key) const;
  // The number of members or elements.
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  bool IsObject() const;

  // The names of an object's members.
  std::vector<std::string> Keys() const;
  // The values of an array or an object.
  std::vector<Json> Elements() const;
  // Throw std::runtime_error if the value has another type.
  std::string String() const;
  double Number() const;

  // The text, without white space.
  std::string Dump() const;

  bool operator==(const Json& other) const;
  friend std::ostream& operator<<(std::ostream& out, const Json& json) {
    return out << json.Dump();
  }

 private:
  explicit Json(std::shared_ptr<const void> value) : value_(std::move(value)) {}
  static Json FromSigned(std::int64_t number);
  static Json FromUnsigned(std::uint64_t number);

  std::shared_ptr<const void> value_;
};

// The text as a JSON string, with quotes.
std::string JsonQuote(const std::string& text);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_JSON_H_
