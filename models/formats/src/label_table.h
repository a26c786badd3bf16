#pragma once

#include "laurel/imaging/label_map.h"

#include <filesystem>
#include <string>

namespace laurel {

/// Label tables in ITK-SNAP's description format: one line per label, `value red green blue alpha
/// visibility meshVisibility "name"`, with comments after `#`. Label 0 is background and passed
/// over.

/// foo.labels.txt for foo.nii.gz: the table that writing labels leaves beside the image.
std::filesystem::path labelTablePath(const std::filesystem::path& image);

/// Names the segments of `labels` from the table beside the image (foo.labels.txt, else
/// foo_labels.txt); without a table nothing changes. A label of the table belongs to the first
/// layer in which its value occurs, else to the first. Equal names are told apart by their number.
/// @throws Error InvalidInput naming the table's line
void applyLabelTable(const std::filesystem::path& image, LabelMap& labels);

/// The table of the segments; empty where there are none.
/// @param source names the file in messages
/// @throws Error Unsupported where one value has two names in two layers, as the table knows no
/// layers;
///         InvalidArgument on a name that is not plain text
std::string labelTableText(const LabelMap& labels, const std::string& source);

/// Writes the table beside the image. An empty one replaces an existing table, so that no label
/// carries a name that is not its own, but is not created. @throws Error Io
void writeLabelTable(const std::filesystem::path& image, const std::string& text);

} // namespace laurel
