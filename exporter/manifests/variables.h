// Replaces ${NAME} in a text, as Flux does after a build.
//
// Supported: ${NAME}, and ${NAME:=default} and ${NAME:-default} if the variable has no value or an
// empty value, and ${NAME=default} and ${NAME-default} if it has no value. A default may contain
// variables. $$ is $, so $${NAME} is not replaced, and neither is $NAME. The other functions of
// Flux, such as ${NAME/a/b} and ${#NAME}, are reported as missing values. Pure.
// Source: github.com/fluxcd/pkg/envsubst.

#ifndef EXPORTER_MANIFESTS_VARIABLES_H_
#define EXPORTER_MANIFESTS_VARIABLES_H_

#include <string>
#include <string_view>

#include "exporter/manifests/input.h"

namespace exporter::manifests {

struct Expansion {
  std::string text;     // a variable without a value is unchanged
  std::string missing;  // the first variable without a value; empty: none
};

Expansion Expand(std::string_view text, const Variables& variables);

// True for a name that Flux accepts: letters, digits and _, without a digit at the beginning.
bool IsVariableName(std::string_view name);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_VARIABLES_H_
