#include "exporter/app/source_inputs.h"

#include <filesystem>
#include <utility>

#include "exporter/credentials/pem.h"
#include "exporter/sources/remote_exporter.h"

namespace exporter::app {
namespace {

using config::ConfiguredSource;
using sources::SourceConfig;

// The content of a file that an entry names. A relative path is relative to the folder of the
// configuration file.
Result<std::string> ReadNamedFile(const std::string& path, const std::string& config_file,
                                  files::WatchedFiles& files) {
  const auto folder = std::filesystem::path(config_file).parent_path();
  return files.Read((folder / path).string());
}

Result<void> SetCredentials(const ConfiguredSource& source, const std::string& config_file,
                            files::WatchedFiles& files, credentials::Access& access) {
  if (!source.username) return {};
  if (access.basic) {
    return Fail(ErrorKind::kConfig, "url has a user name, and username is set; remove one");
  }
  if (!access.endpoint.tls) {
    return Fail(ErrorKind::kConfig,
                "url must begin with https://, because the password is sent over https:// only");
  }
  auto password = ReadNamedFile(*source.password_file, config_file, files);
  if (!password) return Fail(ErrorKind::kConfig, "password_file " + password.error().message);
  password->erase(password->find_last_not_of("\r\n") + 1);
  access.basic = {*source.username, *std::move(password)};
  return {};
}

Result<SourceConfig> ToConfig(const ConfiguredSource& source, const std::string& config_file,
                              files::WatchedFiles& files) {
  auto access = sources::RemoteExporter::ParseUrl(source.url);
  if (!access) return Fail(ErrorKind::kConfig, "url " + access.error().message);
  if (auto set = SetCredentials(source, config_file, files, *access); !set) {
    return tl::unexpected(set.error());
  }
  if (source.ca_file && !access->endpoint.tls) {
    return Fail(ErrorKind::kConfig,
                "url must begin with https://, because ca_file has no effect with http://");
  }
  if (source.ca_file) {
    const auto ca = ReadNamedFile(*source.ca_file, config_file, files);
    if (!ca) return Fail(ErrorKind::kConfig, "ca_file " + ca.error().message);
    access->ca_pem = credentials::CertificatesIn(*ca);
    if (access->ca_pem.empty()) {
      return Fail(ErrorKind::kConfig,
                  "ca_file " + *source.ca_file + " contains no certificate in PEM");
    }
  }
  return SourceConfig{sources::BaseUrl(access->endpoint), source.prefix, *std::move(access)};
}

// Checks that no cluster of one source can have the name of a cluster of the other one.
Result<void> CheckPrefixes(const SourceConfig& source, const SourceConfig& other) {
  if (source.prefix.empty() || other.prefix.empty()) return {};
  const bool overlap =
      source.prefix.starts_with(other.prefix) || other.prefix.starts_with(source.prefix);
  if (!overlap) return {};
  return Fail(ErrorKind::kConfig, "prefix \"" + source.prefix + "\" overlaps the prefix \"" +
                                      other.prefix + "\" of " + other.url +
                                      "; no prefix must begin with another prefix");
}

// Adds a source whose place is for messages.
Result<void> Add(Result<SourceConfig> source, const std::string& place,
                 std::vector<SourceConfig>& loaded) {
  if (!source) return tl::unexpected(source.error().Within(place));
  for (const SourceConfig& other : loaded) {
    if (source->url == other.url) {
      return Fail(ErrorKind::kConfig, place + ": " + source->url + " is listed twice; remove one");
    }
    if (auto valid = CheckPrefixes(*source, other); !valid) {
      return tl::unexpected(valid.error().Within(place));
    }
  }
  loaded.push_back(*std::move(source));
  return {};
}

}  // namespace

Result<std::vector<SourceConfig>> LoadSources(const std::vector<std::string>& urls,
                                              const std::vector<ConfiguredSource>& configured,
                                              const std::string& config_file,
                                              const kubeconfig::Environment& environment,
                                              files::WatchedFiles& files) {
  std::vector<SourceConfig> loaded;
  for (const std::string& url : urls) {
    auto added = Add(ToConfig({.url = url}, "", files), "--fleet.from", loaded);
    if (!added) return tl::unexpected(added.error());
  }
  for (const ConfiguredSource& source : configured) {
    auto added = Add(ToConfig(source, config_file, files),
                     config_file + ':' + std::to_string(source.line), loaded);
    if (!added) return tl::unexpected(added.error());
  }
  for (SourceConfig& source : loaded) {
    source.access.system_ca_file = environment.ssl_cert_file;
    source.access.system_ca_folders = environment.ssl_cert_dir;
  }
  return loaded;
}

}  // namespace exporter::app
