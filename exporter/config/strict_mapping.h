// Reads a mapping in a configuration file. An unknown key is an error, because the key would have
// no effect.
//
// As with objects::FieldReader, the caller reads all keys and checks for a fault once, at the end.
// Nested mappings need a StrictMapping of their own, with the same Faults. The value and the Faults
// must outlive the StrictMapping. One thread.

#ifndef EXPORTER_CONFIG_STRICT_MAPPING_H_
#define EXPORTER_CONFIG_STRICT_MAPPING_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/config_file.h"
#include "exporter/objects/value.h"

namespace exporter::config {

class StrictMapping {
 public:
  // `name` names the value in messages: "an entry of clusters". If `known_keys` is empty, every key
  // is allowed. `unsupported_keys` are keys of a foreign format, for which the error suggests no
  // other key.
  StrictMapping(const objects::Value& value, std::string_view name,
                const std::vector<std::string_view>& known_keys, Faults& faults,
                const std::vector<std::string_view>& unsupported_keys = {});
  StrictMapping(const StrictMapping&) = delete;
  StrictMapping& operator=(const StrictMapping&) = delete;

  // In all functions, a key with a null value is treated as absent.
  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  std::optional<std::string> String(std::string_view key);
  bool Bool(std::string_view key, bool default_value);
  // The elements of a list. Empty if the key is absent.
  std::vector<const objects::Value*> List(std::string_view key);
  // A string, or the elements of a list of strings. Each returned value contains a string.
  std::vector<const objects::Value*> OneOrMore(std::string_view key);

  // The line of the key's value; the line of the mapping if the key is absent.
  int LineOf(std::string_view key) const;

  // Stores a fault that the caller found.
  void Reject(int line, std::string_view what) { faults_.Add(line, what); }

 private:
  const objects::Value* Find(std::string_view key) const;
  void RejectType(std::string_view key, const objects::Value& found, std::string_view expected);

  const objects::Value& value_;
  Faults& faults_;
};

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_STRICT_MAPPING_H_
