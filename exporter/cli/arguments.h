// The command line, split into options and words by CLI11. It does not know which option belongs to
// which command, and does not check values.

#ifndef EXPORTER_CLI_ARGUMENTS_H_
#define EXPORTER_CLI_ARGUMENTS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace exporter::cli {

struct Arguments {
  // By the option's name in the option table. A missing value is an empty string.
  std::map<std::string_view, std::vector<std::string>> values;
  std::vector<std::string> words;  // the command, if given, comes first
  std::string unknown_option;      // the first one, of which a word may be the value; empty: none
};

// Splits the arguments of the program, without the program's name.
Arguments SplitArguments(const std::vector<std::string>& given);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_ARGUMENTS_H_
