#include "exporter/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "exporter/cli/option_table.h"

namespace exporter::cli {

Arguments SplitArguments(const std::vector<std::string>& given) {
  CLI::App app;
  app.set_help_flag();  // --help is a row of the table
  app.allow_extras();
  std::map<std::string_view, CLI::Option*> options;
  for (const OptionSpec& row : AllOptions()) {
    if (options.contains(row.name)) continue;
    const std::string name(row.name);
    const std::string names = row.letter == '\0' ? name : name + ",-" + row.letter;
    options[row.name] = row.value_name.empty() || row.optional_value
                            ? app.add_flag(names)
                            : app.add_option_function<std::vector<std::string>>(
                                     names, [](const std::vector<std::string>&) {})
                                  ->expected(0, 1)  // a missing value is reported below
                                  ->allow_extra_args(false);
    options[row.name]->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  std::vector<std::string> reversed;  // as CLI11 expects it
  for (const std::string& argument : given) {
    // CLI11 would take the next argument as the value of "--name=".
    const bool empty_value = argument.starts_with("--") && argument.ends_with('=');
    reversed.push_back(empty_value ? argument.substr(0, argument.size() - 1) : argument);
    if (empty_value) reversed.emplace_back();
  }
  std::reverse(reversed.begin(), reversed.end());
  app.parse(std::move(reversed));

  Arguments arguments;
  for (const auto& [name, option] : options) {
    if (option->count() == 0) continue;
    arguments.values[name] = option->results();
    for (std::string& value : arguments.values[name]) {
      if (!option->get_snames().empty() && value.starts_with('=')) value.erase(0, 1);  // "-o=json"
    }
  }
  bool only_words = false;
  for (const std::string& extra : app.remaining()) {
    if (!only_words && extra == "--") {
      only_words = true;
    } else if (only_words || extra.size() < 2 || extra.front() != '-') {
      arguments.words.push_back(extra);
    } else if (arguments.unknown_option.empty()) {
      arguments.unknown_option = extra.substr(0, extra.find('='));
    }
  }
  return arguments;
}

}  // namespace exporter::cli
