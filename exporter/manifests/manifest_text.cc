#include "exporter/manifests/manifest_text.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "exporter/manifests/object_type.h"
#include "exporter/metallb/legacy.h"
#include "exporter/objects/value.h"
#include "exporter/text/utf16.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

using metallb::Advertisement;
using objects::Value;

// True if a literal block (|) begins in line `line` of `text`.
bool BeginsLiteralBlock(std::string_view text, int line) {
  for (int each = 1; each < line; ++each) text.remove_prefix(text.find('\n') + 1);
  std::string_view header = text.substr(0, text.find('\n'));
  header = header.substr(0, header.find(" #"));
  header = header.substr(0, header.find_last_not_of(" \t\r") + 1);
  header = header.substr(0, header.find_last_not_of("+-0123456789") + 1);
  if (!header.ends_with('|')) return false;
  header.remove_suffix(1);
  return header.empty() || header.ends_with(' ') || header.ends_with('\t');
}

// Sets the line of `value` and of all values in it.
void SetLines(int line, Value& value) {
  value.line = line;
  if (auto* const list = std::get_if<Value::List>(&value.data)) {
    for (Value& element : *list) SetLines(line, element);
  } else if (auto* const object = std::get_if<Value::Object>(&value.data)) {
    for (Value::Field& field : *object) {
      field.line = line;
      SetLines(line, field.value);
    }
  }
}

class ManifestReader {
 public:
  ManifestReader(std::string_view text, const std::string& file, Lines lines,
                 metallb::DeclaredCluster& cluster)
      : text_(text), file_(file), lines_(lines), cluster_(cluster) {}

  void AddDocuments() {
    auto documents = yaml::ReadDocuments(text_);
    if (!documents) return AddError(NotYaml(documents.error()));
    for (Value& document : *documents) {
      if (lines_ == Lines::kNone) SetLines(0, document);
      if (std::holds_alternative<Value::Object>(document.data)) {
        AddObject(document, {});
      } else if (const auto* const list = std::get_if<Value::List>(&document.data)) {
        CheckBareList(document.line, *list);
      } else if (!document.IsNull()) {
        AddErrorAt(document.line, "must be an object, found " + std::string(document.TypeName()) +
                                      "; is this a template?");
      }
    }
  }

  std::vector<Problem> problems() && { return std::move(problems_); }

 private:
  void AddError(const Error& error) {
    const int line = lines_ == Lines::kNone ? 0 : error.line;
    problems_.push_back({file_, line, Problem::Kind::kUnreadable, error.message});
  }

  // Adds a hint to a YAML error if the text looks like a template, for example of a Helm chart.
  Error NotYaml(Error error) const {
    constexpr std::string_view kHint = "; is this a template?";
    const bool braces = text_.find("{{") != text_.npos || text_.find("{%") != text_.npos;
    if (braces && !error.message.ends_with(kHint)) error.message += kHint;
    return error;
  }

  void AddErrorAt(int line, const std::string& what) {
    AddError(Fail(ErrorKind::kConfig, what, line).value());
  }

  // Reports a top-level list of objects, because kubectl cannot apply it. Other lists are ignored,
  // because kustomize patches and Helm values may be lists.
  void CheckBareList(int line, const Value::List& list) {
    const bool objects = std::any_of(list.begin(), list.end(), [](const Value& element) {
      return !TextAt(element, "apiVersion").empty() && !TextAt(element, "kind").empty();
    });
    if (!objects) return;
    AddErrorAt(
        line,
        "must be an object, found a list; separate objects with ---, or write kind: List with "
        "items");
  }

  void AddObject(const Value& object, const ObjectType& default_type) {
    ++cluster_.objects;
    const ObjectType type = TypeOf(object, default_type);
    if (const std::string typo = type.FindTypo(); !typo.empty()) {
      return AddErrorAt(object.line, typo);
    }
    if (type.kind.ends_with("List") && (type.IsCore() || type.IsMetallb())) {
      AddItems(object, {type.api_version, type.kind.substr(0, type.kind.size() - 4)});
    } else if (type.kind == "ConfigMap" && type.IsCore()) {
      AddConfigMap(object);
    } else if (type.kind == "Service" && type.IsCore()) {
      AddService(object);
    } else if (type.IsMetallb()) {
      AddMetallb(object, type);
    }
  }

  void AddItems(const Value& list, const ObjectType& type) {
    const Value* const items = list.Find("items");
    if (items == nullptr || items->IsNull()) return;
    const auto* const elements = std::get_if<Value::List>(&items->data);
    if (elements == nullptr) {
      return AddErrorAt(items->line,
                        "items must be a list, found " + std::string(items->TypeName()));
    }
    for (const Value& element : *elements) {
      if (std::holds_alternative<Value::Object>(element.data)) {
        AddObject(element, type);
      } else {
        AddErrorAt(element.line, "an element of items must be an object, found " +
                                     std::string(element.TypeName()));
      }
    }
  }

  void AddService(const Value& object) {
    auto request = metallb::DecodeServiceRequest(object);
    if (!request) return AddError(request.error());
    if (*request) cluster_.requests.push_back({file_, **std::move(request)});
  }

  void AddMetallb(const Value& object, const ObjectType& type) {
    const std::string_view kind = type.kind;
    for (auto& problem : metallb::FindSchemaProblems(object, type.api_version, kind)) {
      cluster_.schema_problems.push_back({file_, std::move(problem)});
    }
    if (kind == "IPAddressPool") {
      Add(metallb::DecodeAddressPool(object), cluster_.pools);
    } else if (kind == "L2Advertisement") {
      Add(DecodeAdvertisement(object, Advertisement::Kind::kLayer2), cluster_.advertisements);
    } else if (kind == "BGPAdvertisement") {
      Add(DecodeAdvertisement(object, Advertisement::Kind::kBgp), cluster_.advertisements);
    } else if (kind == "Community") {
      Add(metallb::DecodeCommunity(object), cluster_.communities);
    } else if (kind == "BGPPeer") {
      Add(metallb::DecodeBgpPeer(object), cluster_.peers);
    } else if (kind == "BFDProfile") {
      Add(metallb::DecodeBfdProfile(object), cluster_.bfd_profiles);
    } else if (kind == "AddressPool") {
      auto pool = metallb::DecodeLegacyPool(object);
      if (!pool) return AddError(pool.error());
      AddLegacyPool(*std::move(pool));
    }
  }

  void AddConfigMap(const Value& object) {
    const Value* const metadata = object.Find("metadata");
    const Value* const data = object.Find("data");
    if (metadata == nullptr || data == nullptr || TextAt(*metadata, "name") != "config") return;
    const std::string_view name_space = TextAt(*metadata, "namespace");
    const std::string_view text = TextAt(*data, "config");
    const Value* const value = data->Find("config");
    const bool in_namespace = name_space == "metallb-system";
    const bool has_pools =
        name_space.empty() && (text.find("address-pools:") != std::string_view::npos ||
                               (value != nullptr && value->Find("address-pools") != nullptr));
    if (value == nullptr || !(in_namespace || has_pools)) return;
    if (std::holds_alternative<std::string>(value->data)) return AddConfig(text, *value);
    AddErrorAt(value->line, "ConfigMap \"config\": data.config must be a string, found " +
                                std::string(value->TypeName()) + "; write \"config: |\"");
  }

  // `text` is the string in `value`.
  void AddConfig(std::string_view text, const Value& value) {
    const bool literal = lines_ != Lines::kNone && BeginsLiteralBlock(text_, value.line);
    // This number of empty lines is inserted before the text, so that line numbers in the text are
    // line numbers of the file.
    const auto lines_before = literal ? static_cast<std::size_t>(value.line) : 0;
    auto documents = yaml::ReadDocuments(std::string(lines_before, '\n').append(text));
    if (!documents) {
      if (literal) return AddError(documents.error());
      return AddErrorAt(value.line, "ConfigMap \"config\": in line " +
                                        std::to_string(documents.error().line) +
                                        " of data.config: " + documents.error().message);
    }
    for (Value& document : *documents) {
      if (!literal) SetLines(value.line, document);
      if (document.IsNull()) continue;
      if (!std::holds_alternative<Value::Object>(document.data)) {
        AddErrorAt(document.line, "ConfigMap \"config\": data.config must be an object, found " +
                                      std::string(document.TypeName()));
        continue;
      }
      auto config = metallb::DecodeLegacyConfig(document);
      if (!config) return AddError(config.error());
      for (metallb::LegacyPool& pool : config->pools) AddLegacyPool(std::move(pool));
      for (metallb::BgpPeer& peer : config->peers) {
        cluster_.peers.push_back({file_, std::move(peer)});
      }
      for (metallb::BfdProfile& profile : config->bfd_profiles) {
        cluster_.bfd_profiles.push_back({file_, std::move(profile)});
      }
      cluster_.communities.push_back({file_, std::move(config->communities)});
    }
  }

  void AddLegacyPool(metallb::LegacyPool pool) {
    cluster_.pools.push_back({file_, std::move(pool.pool)});
    cluster_.advertisements.push_back({file_, std::move(pool.advertisement)});
  }

  template <typename T>
  void Add(Result<T> decoded, std::vector<metallb::Declared<T>>& to) {
    if (!decoded) return AddError(decoded.error());
    to.push_back({file_, *std::move(decoded)});
  }

  std::string_view text_;
  const std::string& file_;
  const Lines lines_;
  metallb::DeclaredCluster& cluster_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> AddManifest(std::string_view text, const std::string& file,
                                 metallb::DeclaredCluster& cluster, Lines lines) {
  const auto utf8 = text::Utf16ToUtf8(text);
  ManifestReader reader(utf8 ? *utf8 : text, file, lines, cluster);
  reader.AddDocuments();
  return std::move(reader).problems();
}

}  // namespace exporter::manifests
