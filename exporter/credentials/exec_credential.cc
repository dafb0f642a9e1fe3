#include "exporter/credentials/exec_credential.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/pem.h"
#include "exporter/objects/field_reader.h"
#include "exporter/text/base64.h"
#include "exporter/text/json_writer.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::credentials {
namespace {

using objects::Value;
using text::JsonWriter;

// Recursive; the kubeconfig's YAML reader bounds the depth.
void Write(const Value& value, JsonWriter& json) {
  struct Visitor {
    const Value& value;
    JsonWriter& json;

    void operator()(Value::Null /*null*/) const { json.Null(); }
    void operator()(bool flag) const { json.Bool(flag); }
    void operator()(std::int64_t number) const { json.Integer(number); }
    void operator()(const Value::Number& number) const { json.Double(number.ToDouble()); }
    void operator()(const std::string& text) const { json.String(text); }
    void operator()(const Value::List& list) const {
      json.BeginList();
      for (const Value& element : list) Write(element, json);
      json.EndList();
    }
    void operator()(const Value::Object& fields) const {
      json.BeginObject();
      for (const Value::Field& field : fields) {
        if (value.Find(field.name) != &field.value) continue;  // a later field has this name
        Write(field.value, json.Key(field.name));
      }
      json.EndObject();
    }
  };
  std::visit(Visitor{value, json}, value.data);
}

void Write(const ExecCluster& cluster, JsonWriter& json) {
  json.BeginObject().Key("server").String(cluster.server);
  if (!cluster.tls_server_name.empty()) json.Key("tls-server-name").String(cluster.tls_server_name);
  if (cluster.insecure_skip_tls_verify) json.Key("insecure-skip-tls-verify").Bool(true);
  if (!cluster.ca_pem.empty()) {
    json.Key("certificate-authority-data").String(text::EncodeBase64(cluster.ca_pem));
  }
  if (!cluster.proxy_url.empty()) json.Key("proxy-url").String(cluster.proxy_url);
  if (cluster.disable_compression) json.Key("disable-compression").Bool(true);
  if (!cluster.config.IsNull()) Write(cluster.config, json.Key("config"));
  json.EndObject();
}

tl::unexpected<std::string> Printed(const std::string& what) {
  return tl::unexpected("printed " + what);
}

std::optional<std::string> CredentialError(const std::string& token,
                                           const ClientCertificate& pair) {
  if (pair.certificate_pem.empty() != pair.key_pem.empty()) {
    return "only one of clientCertificateData and clientKeyData";
  }
  if (token.empty() && pair.key_pem.empty()) return "neither a token nor a certificate";
  const auto token_error = token.empty() ? std::nullopt : TokenError(token);
  if (token_error) return "an invalid token: it " + *token_error;
  if (pair.key_pem.empty()) return std::nullopt;
  const auto error = KeyPairError(pair.certificate_pem, pair.key_pem);
  return error ? std::optional("an invalid certificate: clientCertificateData " + *error)
               : std::nullopt;
}

// In `form`, "d" matches a digit; every other character matches itself.
bool HasForm(std::string_view text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
  });
}

// REQUIRES: `text` has `digits` digits at `at`.
int Number(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  for (const char digit : text.substr(at, digits)) number = 10 * number + (digit - '0');
  return number;
}

unsigned UnsignedNumber(std::string_view text, std::size_t at) {
  return static_cast<unsigned>(Number(text, at, 2));
}

std::optional<std::chrono::minutes> TimeOf(int hours, int minutes) {
  const std::chrono::minutes past(minutes);
  if (hours >= 24 || past >= std::chrono::hours(1)) return std::nullopt;
  return std::chrono::hours(hours) + past;
}

// The text after the fraction of a second at its start, if any.
std::string_view AfterFraction(std::string_view text) {
  if (text.size() < 2 || !HasForm(text.substr(0, 2), ".d")) return text;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  return end == std::string_view::npos ? std::string_view() : text.substr(end);
}

// The offset from UTC of "Z", "+02:00" or "-11:30".
std::optional<std::chrono::minutes> ParseZone(std::string_view zone) {
  if (zone == "Z") return std::chrono::minutes(0);
  if (!HasForm(zone, "+dd:dd") && !HasForm(zone, "-dd:dd")) return std::nullopt;
  const auto offset = TimeOf(Number(zone, 1, 2), Number(zone, 4, 2));
  return offset && zone.starts_with('-') ? std::optional(-*offset) : offset;
}

}  // namespace

std::string ExecInfo(std::string_view api_version, const std::optional<ExecCluster>& cluster) {
  JsonWriter json;
  json.BeginObject().Key("kind").String("ExecCredential").Key("apiVersion").String(api_version);
  json.Key("spec").BeginObject().Key("interactive").Bool(false);
  if (cluster) Write(*cluster, json.Key("cluster"));
  json.EndObject().EndObject();
  return json.text();
}

tl::expected<Credential, std::string> ParseExecCredential(std::string_view output,
                                                          std::string_view api_version) {
  const auto documents = yaml::ReadDocuments(output, yaml::Duplicates::kLastCounts);
  if (!documents) {
    return Printed("no valid ExecCredential: line " + std::to_string(documents.error().line) +
                   ": " + documents.error().message);
  }
  if (documents->empty()) return Printed("nothing; it must print an ExecCredential");
  const Value& object = documents->front();
  if (!object.IsObject()) {
    return Printed("no valid ExecCredential: must be an object, found " +
                   std::string(object.TypeName()));
  }

  objects::FieldReader reader(object);
  const std::string kind = reader.String("kind");
  const std::string version = reader.String("apiVersion");
  objects::FieldReader status = reader.Object("status");
  Credential credential;
  credential.token = status.String("token");
  ClientCertificate certificate = {status.String("clientCertificateData"),
                                   status.String("clientKeyData")};
  const std::string expires = status.String("expirationTimestamp");
  if (reader.error()) return Printed("an invalid ExecCredential: " + reader.error()->message);
  if (!kind.empty() && kind != "ExecCredential") {
    return Printed("an object of another kind; it must be ExecCredential");
  }
  if (version != api_version) {
    return Printed("an ExecCredential of another apiVersion; it must be " +
                   std::string(api_version));
  }
  credential.expires = ParseTime(expires);
  if (!expires.empty() && !credential.expires) {
    return Printed("an invalid expirationTimestamp; it must be like 2026-01-31T12:00:00Z");
  }
  if (const auto error = CredentialError(credential.token, certificate)) return Printed(*error);
  if (!certificate.key_pem.empty()) credential.certificate = std::move(certificate);
  return credential;
}

std::optional<std::chrono::sys_seconds> ParseTime(std::string_view text) {
  // strptime also accepts blanks before numbers, February 31 and zones of two digits.
  constexpr std::string_view kDateAndTime = "dddd-dd-ddTdd:dd:dd";
  if (!HasForm(text.substr(0, kDateAndTime.size()), kDateAndTime)) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(Number(text, 0, 4)),
                                         std::chrono::month(UnsignedNumber(text, 5)),
                                         std::chrono::day(UnsignedNumber(text, 8)));
  const auto time = TimeOf(Number(text, 11, 2), Number(text, 14, 2));
  const std::chrono::seconds seconds(Number(text, 17, 2));
  const auto offset = ParseZone(AfterFraction(text.substr(kDateAndTime.size())));
  if (!date.ok() || !time || seconds >= std::chrono::minutes(1) || !offset) return std::nullopt;
  return std::chrono::sys_days{date} + *time + seconds - *offset;
}

}  // namespace exporter::credentials
