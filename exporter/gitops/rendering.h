// Renders folders with `kustomize build` or `kubectl kustomize`, in parallel.
//
// The program may not run longer than the limit, and no process of it remains. SIGINT and SIGTERM
// end all programs before they end the exporter.

#ifndef EXPORTER_GITOPS_RENDERING_H_
#define EXPORTER_GITOPS_RENDERING_H_

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "exporter/gitops/render_job.h"
#include "exporter/result/result.h"

namespace exporter::gitops {

// The rendered text, or what the program said: one line without control characters.
using Rendering = tl::expected<std::string, std::string>;

// Errors: kConfig, if neither program is installed.
Result<std::map<RenderJob, Rendering>> RenderAll(const std::set<RenderJob>& jobs,
                                                 std::chrono::seconds limit);

// `errors` is what a program wrote to standard error. Returns text::SafeWords without the header of
// kubectl's logger. Pure.
std::string ErrorWords(std::string_view errors);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_RENDERING_H_
