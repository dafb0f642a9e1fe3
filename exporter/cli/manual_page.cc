#include "exporter/cli/manual_page.h"

#include <fmt/format.h>

#include <sstream>
#include <string_view>

#include "exporter/app/version.h"
#include "exporter/cli/option_table.h"

namespace exporter::cli {
namespace {

// Escapes what roff would interpret. Dashes must be copied as ASCII into a shell.
std::string Escaped(std::string_view text) {
  std::string escaped;
  if (text.starts_with('.') || text.starts_with('\'')) escaped += "\\&";
  for (const char each : text) {
    if (each == '\\') {
      escaped += "\\e";
    } else if (each == '-') {
      escaped += "\\-";
    } else {
      escaped += each;
    }
  }
  return escaped;
}

std::string Bold(std::string_view text) { return "\\fB" + Escaped(text) + "\\fR"; }
std::string Italic(std::string_view text) { return "\\fI" + Escaped(text) + "\\fR"; }

std::string Entry(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + '\n' + text + '\n';
}

std::string CommandsOf(const OptionSpec& option) {
  std::string names;
  for (const CommandSpec& command : Commands()) {
    if ((option.commands & Bit(command.command)) == 0) continue;
    if (!names.empty()) names += ", ";
    names += Escaped(command.name);
  }
  return names;
}

std::string OptionParagraph(const OptionSpec& option) {
  std::string tag = option.letter == '\0' ? "" : Bold(std::string("-") + option.letter) + ", ";
  tag += Bold(option.name);
  if (option.optional_value) {
    tag += "[=" + Italic(option.value_name) + ']';
  } else if (!option.value_name.empty()) {
    tag += ' ' + Italic(option.value_name);
  }
  const std::string_view preset =
      option.default_value.empty() ? option.default_note : option.default_value;
  std::string text = Escaped(option.help);
  if (!preset.empty()) text += "\nDefault: " + Escaped(preset) + '.';
  return Entry(tag, text + "\nCommands: " + CommandsOf(option) + '.');
}

std::string ExitStatusParagraph(const CommandSpec& command) {
  std::string text = ".SS " + std::string(command.name) + '\n';
  std::istringstream lines{std::string(command.exit_status)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t start = line.find_first_not_of(' ', 1);
    text += Entry(Bold(line.substr(0, 1)), Escaped(line.substr(start)) + '.');
  }
  return text;
}

constexpr std::string_view kHead =
    R"(.TH METALLB\-POOL\-EXPORTER 1 "" "metallb\-pool\-exporter {}" "User Commands"
.SH NAME
metallb\-pool\-exporter \- Prometheus exporter for MetalLB address pools
.SH SYNOPSIS
.B metallb\-pool\-exporter
[\fICOMMAND\fR] [\fIOPTION\fR...]
.SH DESCRIPTION
Reports how full the MetalLB address pools of many Kubernetes clusters are, and finds addresses and
pools that conflict between clusters.
.SH COMMANDS
)";

constexpr std::string_view kTail = R"(.SH ENVIRONMENT
.TP
.B KUBECONFIG
A list of kubeconfig files, separated by colons. They are merged as kubectl merges them.
.TP
.BR HTTPS_PROXY ", " HTTP_PROXY ", " NO_PROXY
Proxies for API servers whose kubeconfig has no proxy\-url.
.TP
.BR SSL_CERT_FILE ", " SSL_CERT_DIR
The certificate authorities that replace the system's.
.TP
.B NO_COLOR
If this variable is not empty, the command check prints no colors.
.SH SIGNALS
.TP
.B SIGHUP
Reloads the configuration.
.TP
.BR SIGINT ", " SIGTERM
Stop the exporter.
.SH FILES
.TP
.I ~/.kube/config
The kubeconfig, if neither \-\-kubeconfig nor KUBECONFIG names one.
.TP
.I /etc/metallb\-pool\-exporter/kubeconfig
The kubeconfig of the Debian package's service.
.TP
.I /etc/default/metallb\-pool\-exporter
The options of the Debian package's service, in ARGS.
.SH EXAMPLES
.TP
.B metallb\-pool\-exporter demo
Serves three demo clusters. No cluster is needed.
.TP
.B metallb\-pool\-exporter check \-\-kubeconfig ~/.kube/config \-\-context 'prod\-*'
Prints the problems and pools of all contexts whose names start with prod\-.
.TP
.B metallb\-pool\-exporter lookup 192.0.2.10
Says who has the address 192.0.2.10.
.TP
.B metallb\-pool\-exporter validate clusters
Checks the manifests in the folder clusters, which has one sub\-folder for each cluster.
.SH "SEE ALSO"
.BR kubectl (1),
.BR prometheus (1)
)";

}  // namespace

std::string ManualPage() {
  std::string page = fmt::format(kHead, app::Version());
  for (const CommandSpec& command : Commands()) {
    std::string tag = Bold(command.name);
    if (!command.arguments.empty()) tag += ' ' + Italic(command.arguments);
    page += Entry(tag, Escaped(command.summary));
  }
  page += Entry(Bold("help") + " [" + Italic("COMMAND") + ']',
                "Prints the options and exit statuses of a command.");
  page += Entry(Bold("version"), "Prints the version.");
  page += ".SH OPTIONS\nOptions can precede the command.\n";
  for (const OptionSpec& option : AllOptions()) page += OptionParagraph(option);
  page += ".SH \"EXIT STATUS\"\n";
  for (const CommandSpec& command : Commands()) page += ExitStatusParagraph(command);
  page += kTail;
  return page;
}

}  // namespace exporter::cli
