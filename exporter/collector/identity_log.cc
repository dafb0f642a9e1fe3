#include "exporter/collector/identity_log.h"

#include <string_view>

namespace exporter::collector {

void LogIdentity(const IdentityChanges& changes, bool logs_findings, logging::Logger& logger) {
  for (const SharedUid& shared : changes.shared_uids) {
    logger.Warn(
        "two clusters have the same UID: the same cluster is listed twice, or one was "
        "restored from an etcd snapshot of the other",
        {{"cluster", shared.cluster}, {"other", shared.other}});
  }
  for (const fleet::ContextAlias& alias : changes.new_aliases) {
    constexpr std::string_view kMessage =
        "context leads to a cluster that is polled under another context's name";
    const auto log = logs_findings ? &logging::Logger::Warn : &logging::Logger::Debug;
    (logger.*log)(kMessage, {{"context", alias.context}, {"cluster", alias.cluster}});
  }
  for (const std::string& context : changes.ended_aliases) {
    logger.Info("context leads to a cluster of its own now", {{"context", context}});
  }
  if (changes.new_reader) {
    logger.Info(
        "cluster is now read through another of its contexts",
        {{"cluster", changes.new_reader->cluster}, {"context", changes.new_reader->context}});
  }
}

}  // namespace exporter::collector
