#include "exporter/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>
#include <utility>

#include "exporter/cli/option_table.h"

namespace exporter::cli {

Arguments SplitArguments(const std::vector<std::string>& given) {
  CLI::App app;
  app.set_help_flag();  // --help is a row of the table
  app.allow_extras();
  std::map<std::string_view, CLI::Option*> options;
  std::set<std::string_view> flags;  // options that take no value from the next argument
  for (const OptionSpec& row : AllOptions()) {
    if (options.contains(row.name)) continue;
    const std::string name(row.name);
    const bool is_flag = row.value_name.empty() || row.optional_value;
    if (is_flag) flags.insert(row.name);
    const std::string names = row.letter == '\0' ? name : name + ",-" + row.letter;
    options[row.name] = is_flag ? app.add_flag(names)
                                : app.add_option_function<std::vector<std::string>>(
                                         names, [](const std::vector<std::string>&) {})
                                      ->expected(0, 1)  // a missing value is reported below
                                      ->allow_extra_args(false);
    options[row.name]->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  Arguments arguments;
  std::vector<std::string> reversed;  // as CLI11 expects it
  for (const std::string& argument : given) {
    // CLI11 would take the next argument as the value of "--name=".
    const bool empty_value = argument.starts_with("--") && argument.ends_with('=');
    const std::string name = argument.substr(0, argument.size() - (empty_value ? 1 : 0));
    const auto flag = flags.find(name);
    if (empty_value && flag != flags.end()) {
      arguments.values[*flag].emplace_back();
      continue;
    }
    reversed.push_back(name);
    if (empty_value) reversed.emplace_back();
  }
  std::reverse(reversed.begin(), reversed.end());
  app.parse(std::move(reversed));

  for (const auto& [name, option] : options) {
    if (option->count() == 0) continue;
    for (std::string value : option->results()) {
      if (!option->get_snames().empty() && value.starts_with('=')) value.erase(0, 1);  // "-o=json"
      arguments.values[name].push_back(std::move(value));
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
