// Replaces ${NAME} in a text, as Flux does after it has built a kustomization. Pure.
//
// Replaced are ${NAME}, ${NAME:=default} and ${NAME:-default}; a default is used if the variable is
// missing or empty. "$${" is an escaped "${". $NAME without braces is not replaced.
// Source: fluxcd/pkg, envsubst.

#ifndef EXPORTER_MANIFESTS_VARIABLES_H_
#define EXPORTER_MANIFESTS_VARIABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/input.h"

namespace exporter::manifests {

struct Substituted {
  std::string text;
  // The expressions without a value, which are unchanged in the text: "${NAME}".
  std::vector<std::string> unresolved;
};

Substituted Substitute(std::string_view text, const Variables& variables);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_VARIABLES_H_
