#include "exporter/metallb/schema.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <variant>

#include "exporter/text/ascii.h"
#include "exporter/text/suggestion.h"
#include "exporter/text/visible_text.h"

namespace exporter::metallb {
namespace {

using objects::Value;

// A field, and the fields of the object or of the objects in the list that it contains. No fields:
// any value.
struct Field {
  std::string_view name;
  std::span<const Field> fields = {};
};

constexpr Field kRequirement[] = {{"key"}, {"operator"}, {"values"}};
constexpr Field kSelector[] = {{"matchLabels"}, {"matchExpressions", kRequirement}};
constexpr Field kServiceAllocation[] = {{"priority"},
                                        {"namespaces"},
                                        {"namespaceSelectors", kSelector},
                                        {"serviceSelectors", kSelector}};
constexpr Field kIpAddressPool[] = {
    {"addresses"}, {"autoAssign"}, {"avoidBuggyIPs"}, {"serviceAllocation", kServiceAllocation}};
constexpr Field kPreferredNode[] = {{"preference", kSelector}, {"weight"}};
constexpr Field kL2Advertisement[] = {{"ipAddressPools"},
                                      {"ipAddressPoolSelectors", kSelector},
                                      {"nodeSelectors", kSelector},
                                      {"serviceSelectors", kSelector},
                                      {"preferredNodeSelectors", kPreferredNode},
                                      {"interfaces"}};
constexpr Field kBgpAdvertisement[] = {{"ipAddressPools"},
                                       {"ipAddressPoolSelectors", kSelector},
                                       {"nodeSelectors", kSelector},
                                       {"serviceSelectors", kSelector},
                                       {"aggregationLength"},
                                       {"aggregationLengthV6"},
                                       {"localPref"},
                                       {"communities"},
                                       {"peers"}};
constexpr Field kSecret[] = {{"name"}, {"namespace"}};
constexpr Field kBgpPeer[] = {{"myASN"},
                              {"peerASN"},
                              {"peerAddress"},
                              {"peerPort"},
                              {"sourceAddress"},
                              {"routerID"},
                              {"holdTime"},
                              {"keepaliveTime"},
                              {"password"},
                              {"bfdProfile"},
                              {"nodeSelectors", kSelector},
                              {"ebgpMultiHop"},
                              // v1beta1 has only the fields above.
                              {"passwordSecret", kSecret},
                              {"vrf"},
                              {"connectTime"},
                              {"disableMP"},
                              {"enableGracefulRestart"},
                              {"dynamicASN"},
                              {"dualStackAddressFamily"},
                              {"interface"},
                              {"localASN"}};
constexpr auto kOldBgpPeer = std::span<const Field>(kBgpPeer).first(12);
constexpr Field kBfdProfile[] = {{"receiveInterval"}, {"transmitInterval"}, {"detectMultiplier"},
                                 {"echoInterval"},    {"echoMode"},         {"passiveMode"},
                                 {"minimumTtl"}};
constexpr Field kAlias[] = {{"name"}, {"value"}};
constexpr Field kCommunity[] = {{"communities", kAlias}};
constexpr Field kOwnAdvertisement[] = {
    {"aggregationLength"}, {"aggregationLengthV6"}, {"localPref"}, {"communities"}};
constexpr Field kAddressPool[] = {
    {"protocol"}, {"addresses"}, {"autoAssign"}, {"bgpAdvertisements", kOwnAdvertisement}};

struct Definition {
  std::string_view kind;
  std::string_view api_version;
  std::span<const Field> spec;
};

// The newest apiVersion of each kind is the first.
constexpr Definition kDefinitions[] = {
    {"IPAddressPool", "metallb.io/v1beta1", kIpAddressPool},
    {"L2Advertisement", "metallb.io/v1beta1", kL2Advertisement},
    {"BGPAdvertisement", "metallb.io/v1beta1", kBgpAdvertisement},
    {"BGPPeer", "metallb.io/v1beta2", kBgpPeer},
    {"BGPPeer", "metallb.io/v1beta1", kOldBgpPeer},
    {"BFDProfile", "metallb.io/v1beta1", kBfdProfile},
    {"Community", "metallb.io/v1beta1", kCommunity},
    {"AddressPool", "metallb.io/v1beta1", kAddressPool},
    {"AddressPool", "metallb.io/v1alpha1", kAddressPool},
};

// Fields of IPAddressPool's predecessors, and what replaces them.
constexpr std::pair<std::string_view, std::string_view> kReplaced[] = {
    {"protocol", "an L2Advertisement or a BGPAdvertisement"},
    {"bgpadvertisements", "a BGPAdvertisement"},
};

constexpr Field kTop[] = {{"apiVersion"}, {"kind"}, {"metadata"}, {"spec"}, {"status"}, {"sops"}};

const Definition* FindDefinition(std::string_view kind, std::string_view api_version) {
  const Definition* newest = nullptr;
  for (const Definition& each : kDefinitions) {
    if (each.kind != kind) continue;
    if (each.api_version == api_version) return &each;
    if (newest == nullptr) newest = &each;
  }
  return newest;
}

const Field* FindField(std::span<const Field> fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const Field& each) { return each.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

// "avoidBuggyIPs", "avoid-buggy-ips" and "avoid_buggy_ips" have the same letters.
std::string LettersOf(std::string_view name) {
  std::string letters = text::ToLower(name);
  std::erase_if(letters, [](char c) { return c == '-' || c == '_'; });
  return letters;
}

// The path of the field with the same letters as `name` in `fields` or below; empty if there is
// none. REQUIRES: `prefix` is empty or ends with a dot.
std::string FindPath(std::span<const Field> fields, std::string_view name,
                     const std::string& prefix) {
  for (const Field& each : fields) {
    std::string path = prefix + std::string(each.name);
    if (LettersOf(each.name) == LettersOf(name)) return path;
    path = FindPath(each.fields, name, path.append("."));
    if (!path.empty()) return path;
  }
  return {};
}

std::string Quoted(std::string_view text) {
  constexpr std::size_t kMaxBytes = 253;  // of the name of a Kubernetes object
  const std::string_view shown = text::Shortened(text, kMaxBytes);
  return '"' + std::string(shown) + (shown.size() < text.size() ? "…\"" : "\"");
}

class SchemaChecker {
 public:
  SchemaChecker(const Value& object, const Definition& definition)
      : object_(object), definition_(definition) {
    const Value* const metadata = object.Find("metadata");
    const Value* const name = metadata == nullptr ? nullptr : metadata->Find("name");
    const auto* const text = name == nullptr ? nullptr : std::get_if<std::string>(&name->data);
    name_ = std::string(definition.kind) + ' ' + Quoted(text == nullptr ? "" : *text);
  }

  void CheckVersion(std::string_view api_version) {
    if (api_version.empty() || api_version == definition_.api_version) return;
    const Value* const found = object_.Find("apiVersion");
    const int line = found == nullptr ? object_.line : found->line;
    Add(line, "has apiVersion " + Quoted(api_version) + ", which its kind does not have; write " +
                  std::string(definition_.api_version));
  }

  void CheckFields() {
    Check(object_, kTop, "");
    if (const Value* const spec = object_.Find("spec")) Check(*spec, definition_.spec, "spec.");
  }

  std::vector<SchemaProblem> problems() && { return std::move(problems_); }

 private:
  void Add(int line, const std::string& problem) { problems_.push_back({name_, problem, line}); }

  // `fields` are those of the object `value`, or of each object in the list `value`.
  void Check(const Value& value, std::span<const Field> fields, const std::string& prefix) {
    if (const auto* const list = std::get_if<Value::List>(&value.data)) {
      for (const Value& element : *list) Check(element, fields, prefix);
    }
    const auto* const object = std::get_if<Value::Object>(&value.data);
    if (object == nullptr) return;
    for (const Value::Field& each : *object) {
      const Field* const known = FindField(fields, each.name);
      if (known == nullptr) {
        Add(each.line,
            "has no field " + Quoted(prefix + each.name) + Suggestion(each.name, fields, prefix));
      } else if (!known->fields.empty()) {
        Check(each.value, known->fields, prefix + each.name + '.');
      }
    }
  }

  std::string Suggestion(std::string_view name, std::span<const Field> fields,
                         const std::string& prefix) const {
    for (const auto& [replaced, replacement] : kReplaced) {
      if (definition_.kind == "IPAddressPool" && LettersOf(name) == replaced) {
        return "; write " + std::string(replacement);
      }
    }
    std::vector<std::string_view> names;
    for (const Field& each : fields) {
      if (LettersOf(each.name) == LettersOf(name)) {
        return "; did you mean " + Quoted(each.name) + '?';
      }
      if (each.name != "sops") names.push_back(each.name);
    }
    if (auto similar = text::DidYouMean(name, names); !similar.empty()) return similar;
    const std::string elsewhere = FindPath(definition_.spec, name, "spec.");
    if (!elsewhere.empty()) return "; did you mean " + Quoted(elsewhere) + '?';
    const Definition& newest = *FindDefinition(definition_.kind, {});
    if (prefix == "spec." && FindField(newest.spec, name) != nullptr) {
      return "; apiVersion " + std::string(newest.api_version) + " has it";
    }
    std::string all;
    for (const std::string_view each : names) all += (all.empty() ? "" : ", ") + std::string(each);
    return "; the fields are " + all;
  }

  const Value& object_;
  const Definition& definition_;
  std::string name_;
  std::vector<SchemaProblem> problems_;
};

}  // namespace

std::vector<SchemaProblem> FindSchemaProblems(const Value& object, std::string_view api_version,
                                              std::string_view kind) {
  const Definition* const definition = FindDefinition(kind, api_version);
  if (definition == nullptr) return {};
  SchemaChecker checker(object, *definition);
  checker.CheckVersion(api_version);
  checker.CheckFields();
  return std::move(checker).problems();
}

}  // namespace exporter::metallb
