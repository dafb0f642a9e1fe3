// The command `health`: asks a running exporter whether it lives. For container health checks, in
// an image that holds no other program.

#ifndef EXPORTER_CLI_HEALTH_COMMAND_H_
#define EXPORTER_CLI_HEALTH_COMMAND_H_

#include <string>

namespace exporter::cli {

// `url` is the exporter's ("http://127.0.0.1:10472"), to which /-/healthy is put. Any certificate
// will do: nothing is sent that anyone could use. An answer that asks for a password, or for a
// client certificate, is one of a program that lives, though maybe another's. Returns the exit
// status: 0 it lives, 1 it does not, 2 the URL is none; it is not shown, since it may hold a
// password.
int RunHealth(const std::string& url);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_HEALTH_COMMAND_H_
