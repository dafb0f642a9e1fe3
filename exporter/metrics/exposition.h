// The text of /metrics, or a part of it, in compressed blocks that expositions share.
//
// The text consists of pieces: the series of one metric and one source, such as a cluster. A new
// exposition compresses only the blocks that contain a changed piece. All blocks together are one
// gzip member (compressed_text.h). Pure.

#ifndef EXPORTER_METRICS_EXPOSITION_H_
#define EXPORTER_METRICS_EXPOSITION_H_

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "exporter/metrics/catalogue.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/metrics/family_writer.h"

namespace exporter::metrics {

// Immutable once it is made.
struct Exposition {
  std::string text() const;

  std::vector<std::shared_ptr<const CompressedText>> blocks;
};

// An immutable piece of text; nullptr if it is empty. The same pointer means the same text.
using Piece = std::shared_ptr<const std::string>;

// The series of one source.
class SeriesPieces {
 public:
  // Takes the series of the writer. The piece of a metric with the same text remains.
  void Replace(FamilyWriter& writer);

  // `metric` is an index in the catalogue, sorted by name.
  const Piece& Of(std::size_t metric) const { return pieces_.at(metric); }

 private:
  std::array<Piece, kMetrics.size()> pieces_;
};

// Makes each exposition from the previous one. Not thread-safe.
class ExpositionMaker {
 public:
  // The size from which a block ends, in bytes. Larger blocks compress better, but more text is
  // compressed again for each change.
  static constexpr std::size_t kBlockSize = 16'384;

  ExpositionMaker();

  // The metrics of all sources, sorted by name; the series of a metric in the order of the sources.
  // Returns the previous exposition if nothing changed.
  std::shared_ptr<const Exposition> Make(std::span<const SeriesPieces* const> sources);

 private:
  // Consecutive pieces.
  struct Block {
    std::size_t end = 0;            // the index after its last piece
    std::size_t expected_size = 0;  // when the text was divided into blocks
    std::shared_ptr<const CompressedText> text;
  };

  std::vector<Piece> Arrange(std::span<const SeriesPieces* const> sources) const;
  void DivideIntoBlocks();
  // Returns false if a block has become too large.
  bool CompressChangedBlocks(const std::vector<Piece>& before);

  std::array<Piece, kMetrics.size()> headers_;  // HELP and TYPE, in the order of the names
  std::vector<Piece> pieces_;                   // of the last exposition
  std::vector<Block> blocks_;
  std::shared_ptr<const Exposition> last_;
};

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_EXPOSITION_H_
