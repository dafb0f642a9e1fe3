// The findings of `validate` as text, as JSON and for GitHub. Pure.

#ifndef EXPORTER_REPORT_FINDINGS_H_
#define EXPORTER_REPORT_FINDINGS_H_

#include <set>
#include <string>
#include <vector>

#include "exporter/validation/finding.h"

namespace exporter::report {

// A finding without a line (0) has no line in any of the formats. `streams` are the values of
// Finding::file that are not files of a repository, such as "standard input". JSON and GitHub then
// have neither file nor line, and the message begins with the place.

// One line for each finding: "clusters/b/pool.yaml:9: error: overlap: pool … shares …". Text from
// files is made visible (visible_text.h), so that it cannot break the line or control a terminal.
std::string FindingsAsText(const std::vector<validation::Finding>& findings);

// An array of {file, line, rule, severity, message}. Always valid JSON: bytes of a file name that
// are not UTF-8 become U+FFFD.
std::string FindingsAsJson(const std::vector<validation::Finding>& findings,
                           const std::set<std::string>& streams = {});

// One workflow command for each finding, which GitHub shows as an annotation at the file and line:
// "::error file=clusters/b/pool.yaml,line=9,title=overlap::pool … shares …". Text is made visible,
// as in FindingsAsText. A line break in a file's name is escaped as %0A instead, because GitHub
// needs the exact name. Source: GitHub, "Workflow commands"; the escapes are those of the runner's
// ActionCommand.
std::string FindingsForGithub(const std::vector<validation::Finding>& findings,
                              const std::set<std::string>& streams = {});

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FINDINGS_H_
