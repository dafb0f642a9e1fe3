// Reads one YAML document with its lines, as manifests/ does, for tests of decoders.

#ifndef TESTS_METALLB_YAML_OBJECT_H_
#define TESTS_METALLB_YAML_OBJECT_H_

#include <gtest/gtest.h>

#include <string>

#include "exporter/objects/value.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::metallb {

inline objects::Value FromYaml(const std::string& text) {
  const auto documents = yaml::ReadDocuments(text);
  EXPECT_TRUE(documents) << documents.error().message;
  return documents && !documents->empty() ? documents->front() : objects::Value{};
}

}  // namespace exporter::metallb

#endif  // TESTS_METALLB_YAML_OBJECT_H_
