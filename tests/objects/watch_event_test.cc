#include "exporter/objects/watch_event.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/objects/field_reader.h"

namespace exporter::objects {
namespace {

constexpr WantedField kMetadata[] = {{"name"}, {"namespace"}, {"labels"}};
constexpr WantedField kSpec[] = {{"type"}};
constexpr WantedField kWanted[] = {{"metadata", kMetadata}, {"spec", kSpec}};

Result<WatchEvent> Read(const std::string& line) {
  static const WatchEventReader reader(kWanted);
  return reader.Read(line);
}

std::string ErrorOf(const std::string& line) {
  const auto event = Read(line);
  if (event) return "no error";
  EXPECT_EQ(event.error().kind, ErrorKind::kProtocol);
  return event.error().message;
}

TEST(WatchEventReader, ReadsAnObjectAndItsVersion) {
  const auto event = Read(
      R"({"type":"ADDED","object":{"kind":"Service","metadata":{"name":"web","namespace":"shop",)"
      R"("resourceVersion":"41","managedFields":[{}]},"spec":{"type":"LoadBalancer","ports":[1]}}})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, EventType::kAdded);
  EXPECT_EQ(event->name_space, "shop");
  EXPECT_EQ(event->name, "web");
  EXPECT_EQ(event->resource_version, "41");
  FieldReader reader(event->object);
  EXPECT_EQ(reader.Object("spec").String("type"), "LoadBalancer");
  EXPECT_FALSE(reader.Object("spec").Has("ports")) << "fields that are not wanted are skipped";
}

TEST(WatchEventReader, ReadsEachTypeInAnyOrderOfFields) {
  const auto type_of = [](const std::string& name) {
    const auto event = Read(
        R"({"object":{"metadata":{"name":"a","resourceVersion":"1"}},"type":")" + name + "\"}");
    return event ? std::optional(event->type) : std::nullopt;
  };
  EXPECT_EQ(type_of("ADDED"), EventType::kAdded);
  EXPECT_EQ(type_of("MODIFIED"), EventType::kModified);
  EXPECT_EQ(type_of("DELETED"), EventType::kDeleted);
  EXPECT_EQ(type_of("BOOKMARK"), EventType::kBookmark);
  EXPECT_EQ(type_of("ERROR"), EventType::kError);
}

TEST(WatchEventReader, ABookmarkHasOnlyAVersion) {
  const auto event = Read(
      R"({"type":"BOOKMARK","object":{"kind":"Service","apiVersion":"v1","metadata":)"
      R"({"resourceVersion":"77","creationTimestamp":null},"spec":{},"status":{"loadBalancer":{}}}})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->resource_version, "77");
  EXPECT_EQ(event->name, "");
}

TEST(WatchEventReader, ReadsTheStatusOfAnError) {
  const auto event = Read(
      R"({"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","code":410}})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->code, 410);
  EXPECT_EQ(event->message, "too old");
}

TEST(WatchEventReader, ReadsWhenToTryAgain) {
  const auto seconds_of = [](const std::string& details) {
    const auto event = Read(R"({"type":"ERROR","object":{"code":429,"message":"busy","details":)" +
                            details + "}}");
    return event ? event->retry_after_seconds : -1;
  };
  EXPECT_EQ(seconds_of(R"({"retryAfterSeconds":7,"causes":[]})"), 7);
  EXPECT_EQ(seconds_of("{}"), 0);
  EXPECT_EQ(seconds_of("null"), 0);
  EXPECT_EQ(seconds_of("[]"), 0) << "the error is still an error";
  EXPECT_EQ(seconds_of(R"({"retryAfterSeconds":"soon"})"), 0);
  EXPECT_EQ(seconds_of(R"({"retryAfterSeconds":-5})"), 0);
}

TEST(WatchEventReader, RejectsWhatIsNotAnEvent) {
  EXPECT_EQ(ErrorOf(R"({"kind":"ServiceList","items":[]})"),
            "type must be ADDED, MODIFIED, DELETED, BOOKMARK or ERROR, but is missing");
  EXPECT_EQ(ErrorOf(R"({"type":"CHANGED","object":{}})"),
            "type must be ADDED, MODIFIED, DELETED, BOOKMARK or ERROR, found \"CHANGED\"");
  EXPECT_EQ(ErrorOf(R"({"type":1,"object":{}})"), "type must be a string, found an integer");
  EXPECT_EQ(ErrorOf(R"({"type":"ADDED","object":[]})"), "object must be an object, found a list");
  EXPECT_EQ(ErrorOf(R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})"),
            "object.metadata.resourceVersion is missing");
  EXPECT_EQ(ErrorOf(R"({"type":"DELETED","object":{"metadata":{"resourceVersion":"1"}}})"),
            "object.metadata.name is missing");
  EXPECT_NE(ErrorOf("<html></html>"), "no error");
  EXPECT_NE(ErrorOf(R"({"type":"ADDED","object":{"metadata":{"na)"), "no error");
  EXPECT_NE(ErrorOf(""), "no error");
}

}  // namespace
}  // namespace exporter::objects
