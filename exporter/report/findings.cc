#include "exporter/report/findings.h"

#include <fmt/format.h>

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

}  // namespace

std::string FindingsAsText(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    const std::string place =
        finding.line > 0 ? fmt::format("{}:{}", finding.file, finding.line) : finding.file;
    const std::string line = fmt::format("{}: {}: {}: {}", place, Name(SeverityOf(finding.rule)),
                                         Name(finding.rule), finding.message);
    text += text::Visible(line) + '\n';
  }
  return text;
}

std::string FindingsAsJson(const std::vector<Finding>& findings) {
  constexpr std::size_t kIndent = 2;
  text::JsonWriter json(kIndent);
  json.BeginList();
  for (const Finding& finding : findings) {
    json.BeginObject().Key("file").String(finding.file);
    if (finding.line > 0) json.Key("line").Integer(finding.line);
    json.Key("rule").String(Name(finding.rule));
    json.Key("severity").String(Name(SeverityOf(finding.rule)));
    json.Key("message").String(finding.message).EndObject();
  }
  return json.EndList().text() + '\n';
}

std::string FindingsForGithub(const std::vector<Finding>& findings) {
  constexpr std::string_view kInMessage = "%";  // Visible() has replaced the other characters
  constexpr std::string_view kInProperty = "%\r\n:,";
  std::string commands;
  for (const Finding& finding : findings) {
    const std::string line = finding.line > 0 ? fmt::format("line={},", finding.line) : "";
    fmt::format_to(std::back_inserter(commands), "::{} file={},{}title={}::{}\n",
                   Name(SeverityOf(finding.rule)),
                   text::Visible(EscapeCommand(finding.file, kInProperty)), line,
                   Name(finding.rule), EscapeCommand(text::Visible(finding.message), kInMessage));
  }
  return commands;
}

}  // namespace exporter::report
