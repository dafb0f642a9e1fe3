// Reads a mapping of a file that people write for this program, and forgives nothing.
//
// A Kubernetes object may hold anything beside what we read; a configuration may not: a key that
// nobody knows is a setting that somebody believes in. Every fault is told with its line. Like
// objects::FieldReader it remembers the first fault, so that one reads straight through and asks
// once, at the end. Refers to the value, which must outlive it. One thread.

#ifndef EXPORTER_CONFIG_STRICT_MAPPING_H_
#define EXPORTER_CONFIG_STRICT_MAPPING_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::config {

class StrictMapping {
 public:
  // `what` names the value in messages: "an entry of clusters". With no known keys, any may stand
  // there.
  StrictMapping(const objects::Value& value, std::string_view what,
                std::initializer_list<std::string_view> known_keys);
  StrictMapping(const StrictMapping&) = delete;
  StrictMapping& operator=(const StrictMapping&) = delete;

  // Absent and null are the same: nothing.
  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  std::optional<std::string> String(std::string_view key);
  bool Bool(std::string_view key, bool otherwise);
  // A list; empty where there is none.
  std::vector<const objects::Value*> List(std::string_view key);
  // One string, or a list of them; each is a string. The first fault is remembered.
  std::vector<const objects::Value*> OneOrMore(std::string_view key);

  // The line of the key's value, else that of the mapping.
  int LineOf(std::string_view key) const;

  // A fault that the caller found; the first one counts.
  void Complain(int line, const std::string& what);
  // kConfig, "line 7: …".
  const std::optional<Error>& error() const { return error_; }

 private:
  const objects::Value* Find(std::string_view key) const;
  void ComplainOfType(std::string_view key, const objects::Value& found, std::string_view expected);

  const objects::Value& value_;
  std::string_view what_;
  std::optional<Error> error_;
};

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_STRICT_MAPPING_H_
