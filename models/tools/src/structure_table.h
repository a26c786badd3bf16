#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/package/manifest.h"
#include "laurel/tools/training_config.h"

#include <set>
#include <string>
#include <vector>

namespace laurel {

/// Whether this is one of the segments that say what is known of a voxel: "Background",
/// "Undefined", "Uncertain" (docs/training.md, "Sparse annotation").
bool isSparseAnnotation(const std::string& segment);

/// Turns the structures of label files into the model's. Remembers which of the names it met.
class StructureTable {
  public:
    /// @throws Error InvalidInput for a name that is neither the model's nor sparse annotation's
    StructureTable(const StructureNames& names, const ModelManifest& manifest);

    /// The same map with the model's segments alone: values 1 to n of as few layers as overlaps
    /// need. Several structures may become one. What neither the names nor the model know is
    /// background. @param file for messages
    /// @throws Error InvalidInput when nothing of the model's is left
    LabelMap apply(const LabelMap& labels, const std::string& file);

    /// @throws Error InvalidInput for a name or value that no file given to `apply` had
    void requireAllFound(const std::string& where) const;

  private:
    /// What the segment is called in the model; empty: background.
    std::string targetOf(const Segment& segment);
    std::string targetByName(const std::string& name);
    void requireKnown(const std::string& target) const;

    StructureNames names_;
    std::vector<std::string> segments_; ///< of the model, sides included
    bool sided_;
    std::string modelId_;
    std::set<std::uint16_t> foundValues_;
    std::set<std::string> foundNames_;
};

} // namespace laurel
