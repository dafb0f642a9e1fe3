// The Markdown documents of the project: their code blocks, commands, links and headings.

#ifndef TESTS_K8S_DOCUMENTS_H_
#define TESTS_K8S_DOCUMENTS_H_

#include <set>
#include <string>
#include <vector>

namespace exporter::tests {

struct Document {
  std::string path;  // relative to the project, such as "k8s/README.md"
  std::string text;
};

// Every *.md file outside build folders, sorted by path.
std::vector<Document> Documents();

// The contents of the fenced blocks of a language, without the indentation of the fence.
std::vector<std::string> Blocks(const Document& document, const std::string& language);

// The first YAML block of any document that contains the text. Throws std::runtime_error if no
// block does.
std::string YamlBlock(const std::string& text);

// The commands after "$ " in console blocks, then those of tables: each code span that starts a
// cell in a column with the heading "command, in the checkout". Continued lines are joined;
// comments are removed.
std::vector<std::string> Commands(const Document& document);

// The targets of links and pictures, except URLs.
std::vector<std::string> Links(const Document& document);

// DOCUMENTS_URL of the Makefile: where the documents are published.
std::string DocumentsUrl();

// The anchors that GitHub makes of the headings.
std::set<std::string> Anchors(const Document& document);

}  // namespace exporter::tests

#endif  // TESTS_K8S_DOCUMENTS_H_
