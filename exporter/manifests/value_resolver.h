// Replaces the variables in the values of an object (variables.h), and removes values that are not
// known: variables without a value, values in a template, and values that SOPS encrypted. Pure.

#ifndef EXPORTER_MANIFESTS_VALUE_RESOLVER_H_
#define EXPORTER_MANIFESTS_VALUE_RESOLVER_H_

#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"
#include "exporter/objects/value.h"

namespace exporter::manifests {

struct Substitution {
  const Variables* variables;  // nullptr: Flux does not replace ${NAME} in the object
  bool in_template = false;    // another program replaces {{NAME}}, for example Argo CD
};

// True if Flux does not replace ${NAME} in the object: a label or an annotation disables it.
// Source: github.com/fluxcd/pkg/kustomize, SubstituteVariables.
bool IsSubstitutionDisabled(const objects::Value& object);

// The treatment of values that are not known.
enum class Unknown {
  kRemoved,    // except names, because every object and every pool has a name
  kUnchanged,  // metallb::IsKnown is false for them
};

// The values of an object that are not known.
struct UnknownValues {
  // One problem without a file for each value: kUnresolved or kEncrypted.
  std::vector<Problem> problems;
  bool identity = false;  // the name or a label, by which other objects may refer to the object
  bool other = false;     // any other value, except the namespace and annotations
};

// Changes `object`. As in Flux, the text in place of a variable is YAML: "64500" is a number, and
// "[10.0.0.0/24]" is a list. With kRemoved, elements of lists and fields whose names or values are
// not known are removed, and annotations are ignored.
UnknownValues ResolveValues(const Substitution& substitution, Unknown unknown,
                            objects::Value& object);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_VALUE_RESOLVER_H_
