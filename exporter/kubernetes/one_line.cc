#include "exporter/kubernetes/one_line.h"

#include <algorithm>

#include "exporter/result/visible_text.h"

namespace exporter::kubernetes {

std::string OneLine(std::string text) {
  constexpr std::size_t kMost = 300;
  text.resize(Shortened(text, kMost).size());
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return text;
}

}  // namespace exporter::kubernetes
