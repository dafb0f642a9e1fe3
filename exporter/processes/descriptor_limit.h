// The limit of open descriptors: raised for the exporter, and not raised for its programs.
//
// A program may close all possible descriptors when it starts, or use select(), which fails above
// 1,024. Thread-safe.

#ifndef EXPORTER_PROCESSES_DESCRIPTOR_LIMIT_H_
#define EXPORTER_PROCESSES_DESCRIPTOR_LIMIT_H_

#include <sys/resource.h>

#include <cstddef>
#include <optional>

namespace exporter::processes {

// Raises the soft limit of the exporter to its hard limit. Returns the limit that is in force.
std::size_t RaiseDescriptorLimit();

// The limit of a program that the exporter starts. nullopt: the exporter's limit.
std::optional<rlimit> DescriptorLimitOfPrograms();

}  // namespace exporter::processes

#endif  // EXPORTER_PROCESSES_DESCRIPTOR_LIMIT_H_
