#include "exporter/report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "exporter/text/json_writer.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using validation::Finding;
using validation::Name;
using validation::SeverityOf;

// Writes each character of `escaped` as % and two hexadecimal digits.
std::string EscapeCommand(std::string_view text, std::string_view escaped) {
  std::string command;
  for (const char c : text) {
    if (escaped.find(c) == std::string_view::npos) {
      command += c;
    } else {
      fmt::format_to(std::back_inserter(command), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return command;
}

// "pool.yaml:7"
std::string PlaceOf(const Finding& finding) {
  return finding.line > 0 ? fmt::format("{}:{}", finding.file, finding.line) : finding.file;
}

// A line that begins with "::" is a command to a runner of GitHub.
bool BeginsCommand(std::string_view line) {
  const std::size_t at = line.find("::");
  return at != std::string_view::npos &&
         std::none_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::string FindingsAsText(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    const std::string line =
        fmt::format("{}: {}: {}: {}", PlaceOf(finding), Name(SeverityOf(finding.rule)),
                    Name(finding.rule), finding.message);
    if (BeginsCommand(line)) text += "./";
    text += text::Visible(line) + '\n';
  }
  return text;
}

std::string FindingsAsJson(const std::vector<Finding>& findings,
                           const std::set<std::string>& streams) {
  constexpr std::size_t kIndent = 2;
  text::JsonWriter json(kIndent);
  json.BeginList();
  for (const Finding& finding : findings) {
    const bool in_file = !streams.contains(finding.file);
    json.BeginObject();
    if (in_file) json.Key("file").String(finding.file);
    if (in_file && finding.line > 0) json.Key("line").Integer(finding.line);
    json.Key("rule").String(Name(finding.rule));
    json.Key("severity").String(Name(SeverityOf(finding.rule)));
    json.Key("message")
        .String(in_file ? finding.message : PlaceOf(finding) + ": " + finding.message)
        .EndObject();
  }
  std::string text = json.EndList().text() + '\n';
  // A runner takes "##[" in any line for a command. In JSON, the characters are always in a string.
  for (const std::string_view command : {"##[", "##vso["}) {
    for (std::size_t at = 0; (at = text.find(command, at)) != std::string::npos;) {
      text.replace(at + 1, 1, "\\u0023");
    }
  }
  return text;
}

std::string FindingsForGithub(const std::vector<Finding>& findings,
                              const std::set<std::string>& streams) {
  constexpr std::string_view kInMessage = "%";  // Visible() has replaced the other characters
  constexpr std::string_view kInProperty = "%\r\n:,";
  std::string commands;
  for (const Finding& finding : findings) {
    std::string place;
    std::string message = finding.message;
    if (streams.contains(finding.file)) {
      message.insert(0, PlaceOf(finding) + ": ");
    } else {
      place = "file=" + text::Visible(EscapeCommand(finding.file, kInProperty)) + ',';
      if (finding.line > 0) place += fmt::format("line={},", finding.line);
    }
    fmt::format_to(std::back_inserter(commands), "::{} {}title={}::{}\n",
                   Name(SeverityOf(finding.rule)), place, Name(finding.rule),
                   EscapeCommand(text::Visible(message), kInMessage));
  }
  return commands;
}

}  // namespace exporter::report
