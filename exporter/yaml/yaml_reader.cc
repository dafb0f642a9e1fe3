#include "exporter/yaml/yaml_reader.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "exporter/text/utf16.h"
#include "exporter/text/utf8.h"
#include "exporter/yaml/event_reader.h"
#include "exporter/yaml/mapping.h"
#include "exporter/yaml/surrogates.h"
#include "exporter/yaml/tagged_scalar.h"

namespace exporter::yaml {
namespace {

using objects::Value;
using Kind = Event::Kind;

// The number of nodes that copies of anchored values may add. Every other node needs at least one
// byte of text, so the size of the text limits those nodes.
constexpr std::size_t kMaxExtraNodes = 10'000;

// No Kubernetes object is nested this deep, and the recursion fits on the stack.
constexpr int kMaxDepth = 500;

tl::unexpected<Error> At(int line, std::string_view what) {
  return Fail(ErrorKind::kConfig, what, line);
}

constexpr const char* kBadName = "a field name must be text; is this a template?";

bool IsMergeKey(const Event& key) {
  return key.kind == Kind::kScalar && key.plain && key.text == "<<";
}

// Builds trees from YAML events: resolves anchors, aliases and merge keys. Recursive, with bounds
// on the depth and on the number of values that aliases copy. Does not check that the text is
// UTF-8. Composes one text.
class Composer {
 public:
  // REQUIRES: `text` is UTF-8 and outlives the composer.
  Composer(std::string_view text, Duplicates duplicates, int lines_before);

  // One tree for each document, in order. REQUIRES: it is called once.
  Result<std::vector<objects::Value>> Documents();

 private:
  // The value of an anchor, its number of nodes, and the depth of the nodes in it.
  struct Anchored {
    objects::Value value;
    std::size_t nodes = 0;
    int height = 0;
  };

  // `first` is the first event of the value; `depth` is 0 for a document.
  Result<objects::Value> Compose(Event first, int depth);
  Result<objects::Value> ComposeUnanchored(Event first, int depth);
  Result<objects::Value> Repeat(const Event& alias, int depth);
  Result<objects::Value> ComposeList(int line, int depth);
  Result<objects::Value> ComposeMapping(int line, int depth);
  Result<void> AddField(const Event& key, int depth, Mapping& mapping);
  Result<std::string> NameOf(const Event& key, int depth);

  // Counts nodes that are created or copied. Returns an error if there are too many for the size of
  // the text.
  Result<void> Spend(std::size_t nodes, int line);

  EventReader events_;
  const Duplicates duplicates_;
  const bool quotes_names_;
  std::size_t nodes_left_;
  std::size_t nodes_ = 0;  // in the trees, including copies
  int deepest_ = 0;        // the greatest depth since the start of the current anchor
  std::map<std::string, Anchored> anchors_;
};

Composer::Composer(std::string_view text, Duplicates duplicates, int lines_before)
    : events_(text, lines_before),
      duplicates_(duplicates),
      quotes_names_(text.find("Secret") == text.npos),
      nodes_left_(kMaxExtraNodes + text.size()) {}

Result<std::vector<Value>> Composer::Documents() {
  std::vector<Value> documents;
  while (true) {
    const auto begin = events_.Next();
    if (!begin) return tl::unexpected(begin.error());
    if (begin->kind == Kind::kEndOfText) return documents;
    anchors_.clear();
    auto first = events_.Next();
    if (!first) return tl::unexpected(first.error());
    auto document = Compose(*std::move(first), 0);
    if (!document) return tl::unexpected(document.error());
    documents.push_back(*std::move(document));
    if (duplicates_ == Duplicates::kLastCounts) return documents;
    const auto end = events_.Next();
    if (!end) return tl::unexpected(end.error());
  }
}

Result<Value> Composer::Compose(Event first, int depth) {
  if (first.anchor.empty() || first.kind == Kind::kAlias) {
    return ComposeUnanchored(std::move(first), depth);
  }
  const std::string anchor = first.anchor;
  const int line = first.line;
  const std::size_t nodes_before = nodes_;
  const int deepest_before = std::exchange(deepest_, depth);
  anchors_.erase(anchor);  // the value cannot refer to itself
  auto value = ComposeUnanchored(std::move(first), depth);
  if (!value) return value;
  const std::size_t nodes = nodes_ - nodes_before;
  if (auto spent = Spend(nodes, line); !spent) return tl::unexpected(spent.error());
  anchors_[anchor] = {*value, nodes, deepest_ - depth};
  deepest_ = std::max(deepest_, deepest_before);
  return value;
}

Result<Value> Composer::ComposeUnanchored(Event first, int depth) {
  if (first.kind == Kind::kAlias) return Repeat(first, depth);
  if (depth > kMaxDepth) return At(first.line, "nested deeper than 500 levels");
  deepest_ = std::max(deepest_, depth);
  if (auto spent = Spend(1, first.line); !spent) return tl::unexpected(spent.error());
  ++nodes_;
  if (first.kind == Kind::kList) return ComposeList(first.line, depth);
  if (first.kind == Kind::kMapping) return ComposeMapping(first.line, depth);
  const int line = first.line;
  auto scalar = ValueOfScalar(std::move(first));
  if (!scalar) return tl::unexpected(scalar.error());
  return Value{*std::move(scalar), line};
}

Result<Value> Composer::Repeat(const Event& alias, int depth) {
  const auto found = anchors_.find(alias.anchor);
  if (found == anchors_.end()) {
    return At(alias.line, "not YAML: the anchor of an alias is not complete before it");
  }
  const Anchored& anchored = found->second;
  if (depth + anchored.height > kMaxDepth) return At(alias.line, "nested deeper than 500 levels");
  deepest_ = std::max(deepest_, depth + anchored.height);
  if (auto spent = Spend(anchored.nodes, alias.line); !spent) {
    return tl::unexpected(spent.error());
  }
  nodes_ += anchored.nodes;
  return anchored.value;
}

Result<Value> Composer::ComposeList(int line, int depth) {
  Value::List list;
  while (true) {
    auto event = events_.Next();
    if (!event) return tl::unexpected(event.error());
    if (event->kind == Kind::kEnd) return Value{std::move(list), line};
    auto element = Compose(*std::move(event), depth + 1);
    if (!element) return element;
    list.push_back(*std::move(element));
  }
}

Result<Value> Composer::ComposeMapping(int line, int depth) {
  Mapping mapping;
  while (true) {
    const auto key = events_.Next();
    if (!key) return tl::unexpected(key.error());
    if (key->kind == Kind::kEnd) return Value{std::move(mapping).Join(), line};
    if (auto added = AddField(*key, depth, mapping); !added) return tl::unexpected(added.error());
  }
}

Result<void> Composer::AddField(const Event& key, int depth, Mapping& mapping) {
  const auto name = NameOf(key, depth + 1);
  if (!name) return tl::unexpected(name.error());
  const auto [first, is_first] = mapping.lines.emplace(*name, key.line);
  if (!is_first && duplicates_ == Duplicates::kAreErrors) {
    const std::string quoted = quotes_names_ ? " \"" + *name + '"' : "";
    return At(key.line,
              "duplicate key" + quoted + ", first in line " + std::to_string(first->second));
  }
  auto event = events_.Next();
  if (!event) return tl::unexpected(event.error());
  auto value = Compose(*std::move(event), depth + 1);
  if (!value) return tl::unexpected(value.error());
  if (value->IsNull()) value->line = key.line;  // an empty value has no line
  if (!IsMergeKey(key)) {
    mapping.own.push_back({*name, *std::move(value), key.line});
  } else if (!mapping.Merge(*std::move(value))) {
    return At(key.line, "the value of << must be an object or a list of objects");
  }
  return {};
}

Result<std::string> Composer::NameOf(const Event& key, int depth) {
  if (key.kind == Kind::kList || key.kind == Kind::kMapping) return At(key.line, kBadName);
  // A key may define an anchor or be an alias.
  const auto value = Compose(key, depth);
  if (!value) return tl::unexpected(value.error());
  if (value->IsNull()) return At(key.line, kBadName);
  if (key.kind == Kind::kScalar) return key.text;
  const auto* const text = std::get_if<std::string>(&value->data);
  if (text == nullptr) return At(key.line, kBadName);
  return *text;
}

Result<void> Composer::Spend(std::size_t nodes, int line) {
  if (nodes > nodes_left_) return At(line, "the aliases expand to too many values");
  nodes_left_ -= nodes;
  return {};
}

}  // namespace

Result<std::vector<objects::Value>> ReadDocuments(std::string_view text, Duplicates duplicates,
                                                  int lines_before) {
  if (const auto utf8 = text::Utf16ToUtf8(text)) {
    return ReadDocuments(*utf8, duplicates, lines_before);
  }
  if (const std::size_t invalid = text::FindInvalidUtf8(text); invalid != std::string_view::npos) {
    const auto before = text.substr(0, invalid);
    return Fail(
        ErrorKind::kConfig, "not UTF-8",
        lines_before + 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')));
  }
  if (!MayContainSurrogates(text)) return Composer(text, duplicates, lines_before).Documents();
  const std::string joined = JoinSurrogates(text);
  return Composer(joined, duplicates, lines_before).Documents();
}

}  // namespace exporter::yaml
