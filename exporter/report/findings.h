// The findings of a validation, for people, for tools, and for GitHub. Pure.

#ifndef EXPORTER_REPORT_FINDINGS_H_
#define EXPORTER_REPORT_FINDINGS_H_

#include <string>
#include <vector>

#include "exporter/validation/finding.h"

namespace exporter::report {

// One line each: "clusters/b/pool.yaml:9: error: overlap: pool … shares …". A control character in
// a name is written as \x1b, so that a line stays one and a terminal does nothing but show it.
std::string FindingsAsText(const std::vector<validation::Finding>& findings);

// An array of {file, line, rule, severity, message}; [] where there are none. Always valid JSON:
// what is not UTF-8 in a file's name becomes U+FFFD.
std::string FindingsAsJson(const std::vector<validation::Finding>& findings);

// A workflow command each, which GitHub shows as an annotation at the file and line:
// "::error file=clusters/b/pool.yaml,line=9,title=overlap::pool … shares …".
// Source: GitHub, "Workflow commands"; the runner's ActionCommand for what is escaped.
std::string FindingsForGithub(const std::vector<validation::Finding>& findings);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FINDINGS_H_
