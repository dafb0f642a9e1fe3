#include "exporter/metrics/exposition.h"

#include <algorithm>
#include <utility>

namespace exporter::metrics {
namespace {

// A block that has grown by this factor is divided.
constexpr std::size_t kMaxGrowth = 4;

constexpr auto kMetricsByName = [] {
  auto metrics = kMetrics;
  std::sort(metrics.begin(), metrics.end(),
            [](const Metric& a, const Metric& b) { return a.name < b.name; });
  return metrics;
}();

std::string JoinPieces(std::span<const Piece> pieces) {
  std::size_t size = 0;
  for (const Piece& piece : pieces) size += piece == nullptr ? 0 : piece->size();
  std::string text;
  text.reserve(size);
  for (const Piece& piece : pieces) {
    if (piece != nullptr) text += *piece;
  }
  return text;
}

}  // namespace

std::string Exposition::text() const {
  std::string text;
  for (const auto& block : blocks) text += block->text();
  return text;
}

void SeriesPieces::Replace(FamilyWriter& writer) {
  const std::map<std::string_view, std::string> series = writer.TakeSeries();
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    Piece& piece = pieces_.at(i);
    const auto found = series.find(kMetricsByName.at(i).name);
    if (found == series.end()) {
      piece = nullptr;
    } else if (piece == nullptr || *piece != found->second) {
      piece = std::make_shared<const std::string>(found->second);
    }
  }
}

ExpositionMaker::ExpositionMaker() {
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    headers_.at(i) = std::make_shared<const std::string>(HeaderOf(kMetricsByName.at(i)));
  }
}

std::shared_ptr<const Exposition> ExpositionMaker::Make(
    std::span<const SeriesPieces* const> sources) {
  const std::vector<Piece> before = std::exchange(pieces_, Arrange(sources));
  if (last_ != nullptr && pieces_ == before) return last_;
  if (pieces_.size() != before.size() || !CompressChangedBlocks(before)) DivideIntoBlocks();
  auto next = std::make_shared<Exposition>();
  for (const Block& block : blocks_) next->blocks.push_back(block.text);
  last_ = std::move(next);
  return last_;
}

// The number of pieces depends only on the number of sources, so that each piece keeps its index.
std::vector<Piece> ExpositionMaker::Arrange(std::span<const SeriesPieces* const> sources) const {
  std::vector<Piece> pieces;
  pieces.reserve(headers_.size() * (sources.size() + 1));
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    const bool exists =
        std::any_of(sources.begin(), sources.end(),
                    [i](const SeriesPieces* source) { return source->Of(i) != nullptr; });
    pieces.push_back(exists ? headers_.at(i) : nullptr);
    for (const SeriesPieces* const source : sources) pieces.push_back(source->Of(i));
  }
  return pieces;
}

void ExpositionMaker::DivideIntoBlocks() {
  blocks_.clear();
  std::size_t begin = 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (pieces_[i] != nullptr) size += pieces_[i]->size();
    if (size < kBlockSize && i + 1 < pieces_.size()) continue;
    const auto pieces = std::span(pieces_).subspan(begin, i + 1 - begin);
    blocks_.push_back({.end = i + 1,
                       .expected_size = std::max(std::exchange(size, 0), kBlockSize),
                       .text = std::make_shared<const CompressedText>(JoinPieces(pieces))});
    begin = i + 1;
  }
}

bool ExpositionMaker::CompressChangedBlocks(const std::vector<Piece>& before) {
  std::size_t begin = 0;
  for (Block& block : blocks_) {
    const std::size_t count = block.end - begin;
    const auto pieces = std::span(pieces_).subspan(begin, count);
    const auto old = std::span(before).subspan(std::exchange(begin, block.end), count);
    if (std::equal(pieces.begin(), pieces.end(), old.begin())) continue;
    std::string text = JoinPieces(pieces);
    if (text.size() > kMaxGrowth * block.expected_size) return false;
    block.text = std::make_shared<const CompressedText>(std::move(text));
  }
  return true;
}

}  // namespace exporter::metrics
