#include "tests/k8s/documents.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool IsFence(const std::string& line) {
  const std::size_t start = line.find_first_not_of(' ');
  return start != std::string::npos && line.compare(start, 3, "```") == 0;
}

// The lines outside of fenced blocks.
std::vector<std::string> Prose(const Document& document) {
  std::vector<std::string> prose;
  bool in_block = false;
  for (const std::string& line : Lines(document.text)) {
    if (IsFence(line)) {
      in_block = !in_block;
    } else if (!in_block) {
      prose.push_back(line);
    }
  }
  return prose;
}

// As GitHub does: lower case, "-" for each space, and no punctuation.
std::string AnchorOf(const std::string& heading) {
  std::string anchor;
  for (const char letter : heading) {
    if (letter == ' ') anchor += '-';
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || letter == '-' || letter == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    }
  }
  return anchor;
}

// The cells of a row of a table, without spaces around them; empty for other lines.
std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells;
  if (!line.starts_with('|')) return cells;
  std::istringstream stream(line.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) {
    const std::size_t start = std::min(cell.find_first_not_of(' '), cell.size());
    cell.erase(0, start);
    cell.erase(cell.find_last_not_of(' ') + 1);
    cells.push_back(cell);
  }
  return cells;
}

std::vector<std::string> CommandsOfTables(const Document& document) {
  std::vector<std::string> commands;
  std::vector<std::string> headings;
  for (const std::string& line : Prose(document)) {
    const std::vector<std::string> cells = Cells(line);
    if (cells.empty()) headings.clear();
    if (headings.empty()) headings = cells;
    for (std::size_t at = 0; at < std::min(cells.size(), headings.size()); ++at) {
      const std::size_t end = cells[at].find('`', 1);
      if (headings[at] != "command, in the checkout" || !cells[at].starts_with('`')) continue;
      commands.push_back(cells[at].substr(1, end - 1));
    }
  }
  return commands;
}

}  // namespace

std::vector<Document> Documents() {
  namespace fs = std::filesystem;
  const fs::path root = PROJECT;
  std::vector<Document> documents;
  for (fs::recursive_directory_iterator file(root), end; file != end; ++file) {
    const std::string name = file->path().filename();
    if (file->is_directory() && (name == "build" || name.starts_with('.'))) {
      file.disable_recursion_pending();
    } else if (file->path().extension() == ".md") {
      documents.push_back({file->path().lexically_relative(root), ReadText(file->path())});
    }
  }
  std::sort(documents.begin(), documents.end(),
            [](const Document& left, const Document& right) { return left.path < right.path; });
  return documents;
}

std::vector<std::string> Blocks(const Document& document, const std::string& language) {
  std::vector<std::string> blocks;
  std::size_t indent = 0;
  bool in_block = false;
  bool wanted = false;
  for (const std::string& line : Lines(document.text)) {
    if (IsFence(line)) {
      in_block = !in_block;
      indent = line.find('`');
      wanted = in_block && line.substr(indent + 3) == language;
      if (wanted) blocks.emplace_back();
    } else if (wanted) {
      blocks.back() += line.substr(std::min(indent, line.size())) + '\n';
    }
  }
  return blocks;
}

std::string YamlBlock(const std::string& text) {
  for (const Document& document : Documents()) {
    for (const std::string& block : Blocks(document, "yaml")) {
      if (block.find(text) != std::string::npos) return block;
    }
  }
  throw std::runtime_error("no document has a YAML block with " + text);
}

std::vector<std::string> Commands(const Document& document) {
  std::vector<std::string> commands;
  for (const std::string& block : Blocks(document, "console")) {
    bool continued = false;
    for (const std::string& line : Lines(block)) {
      if (continued) {
        commands.back() += line;
      } else if (line.starts_with("$ ")) {
        commands.push_back(line.substr(2, line.find("  #") - 2));
      } else {
        continue;
      }
      continued = commands.back().ends_with('\\');
      if (continued) commands.back().pop_back();
    }
  }
  for (std::string& command : commands) command.erase(command.find_last_not_of(' ') + 1);
  const std::vector<std::string> of_tables = CommandsOfTables(document);
  commands.insert(commands.end(), of_tables.begin(), of_tables.end());
  return commands;
}

std::vector<std::string> Links(const Document& document) {
  std::vector<std::string> links;
  for (const std::string& line : Prose(document)) {
    for (auto at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
      const std::string link = line.substr(at + 2, line.find(')', at) - at - 2);
      if (link.find("://") == std::string::npos) links.push_back(link);
    }
  }
  return links;
}

std::string DocumentsUrl() {
  const std::string makefile = ReadText(std::string(PROJECT) + "/Makefile");
  const std::string name = "\nDOCUMENTS_URL = ";
  const std::size_t start = makefile.find(name);
  if (start == std::string::npos) throw std::runtime_error("no DOCUMENTS_URL in the Makefile");
  const std::size_t value = start + name.size();
  return makefile.substr(value, makefile.find('\n', value) - value);
}

std::set<std::string> Anchors(const Document& document) {
  std::set<std::string> anchors;
  for (const std::string& line : Prose(document)) {
    const std::size_t title = line.find_first_not_of('#');
    if (title == 0 || title == std::string::npos || line[title] != ' ') continue;
    anchors.insert(AnchorOf(line.substr(title + 1)));
  }
  return anchors;
}

}  // namespace exporter::tests
