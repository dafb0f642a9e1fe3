// The command `health`: checks that a running exporter responds. This is the health check of a
// container whose image has no other programs.

#ifndef EXPORTER_CLI_HEALTH_COMMAND_H_
#define EXPORTER_CLI_HEALTH_COMMAND_H_

#include <string>

namespace exporter::cli {

// Requests /-/healthy below `url` ("http://127.0.0.1:10472"). Accepts any server certificate,
// because nothing secret is sent. A 401 and a demand for a client certificate count as healthy.
// Returns the exit status: 0 healthy, 1 not healthy, 2 invalid URL. Never prints an invalid URL,
// because it may contain a password.
int RunHealth(const std::string& url);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_HEALTH_COMMAND_H_
