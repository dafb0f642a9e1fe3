// Makes text that others wrote fit to stand in a message.

#ifndef EXPORTER_KUBERNETES_ONE_LINE_H_
#define EXPORTER_KUBERNETES_ONE_LINE_H_

#include <string>

namespace exporter::kubernetes {

// One line, not too long, without control characters.
std::string OneLine(std::string text);

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_ONE_LINE_H_
