#pragma once

#include "laurel/imaging/label_map.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Tables that name the values of a label map. All of them are text in UTF-8, at most 4 MiB:
///
/// * ITK-SNAP's label description: `value red green blue alpha visible mesh "name"`, comments
///   after `#` (.txt, .label);
/// * 3D Slicer's colour table: `value name red green blue alpha` (.ctbl, .txt). A name keeps its
///   underscores: Slicer writes them for blanks, muscles have their own;
/// * a legend, comma-separated under a line of column names, of which one of `value`, `index`,
///   `labelvalue` and one of `name`, `label` are needed (.csv). Dafne's has `Value,Label`, names
///   unquoted. `abbreviation`, `color` (#RRGGBB) or `color_r`, `color_g`, `color_b`, and `snomed`
///   are read too;
/// * BIDS' `*_dseg.tsv`, the same separated by tabs: `index name abbreviation color mapping` (BIDS
///   1.9, "Segmentations" of "Imaging derivatives"); `n/a` is no value.
///
/// Value 0 is background and passed over. A table may name values that do not occur: these
/// segments are kept, and are empty.
namespace laurel {

enum class LabelTableKind { ItkSnap, Legend, Bids };

/// The segments that a table lists, all in layer 0; without a colour of their own the default one.
/// @param source names the table in messages; its extension tells .csv and .tsv from the others
/// @throws Error InvalidInput naming the line; LimitExceeded
std::vector<Segment> parseLabelTable(std::string_view text, const std::filesystem::path& source);

/// foo.labels.txt for foo.nii.gz: ITK-SNAP's table, as writeLabels leaves it beside the image.
std::filesystem::path labelTablePath(const std::filesystem::path& image);

/// The same for a kind: .labels.txt, .legend.csv, .tsv.
std::filesystem::path labelTablePath(const std::filesystem::path& image, LabelTableKind kind);

enum class TableScope { File, FileOrFolder };

/// The table that belongs to a label map foo.nii.gz, the first of these that is there:
/// foo.labels.txt, foo_labels.txt, foo.legend.csv, foo_legend.csv, foo.ctbl, foo_ColorTable.ctbl,
/// foo.label, foo.tsv where foo ends in "dseg", foo.nii.gz_itk-snap.txt and foo.nii.gz.csv
/// (Dafne's two); and of the whole folder legend_itk-snap.txt, legend.csv, dseg.tsv.
std::optional<std::filesystem::path> findLabelTable(const std::filesystem::path& image,
                                                    TableScope scope = TableScope::FileOrFolder);

/// Names the segments of `labels` after a table. A value belongs to the first layer in which it
/// occurs, else to the first. Equal names are told apart by their number. Segments that `labels`
/// has already are given up.
/// @throws Error InvalidInput naming the table and the line; NotFound, Io, LimitExceeded
void nameByTable(const std::filesystem::path& table, LabelMap& labels);

/// The table of the segments; empty where there are none.
/// @param source names the file in messages
/// @throws Error Unsupported where one value has two names in two layers, as no table knows layers;
///         InvalidArgument on a name that is not plain text
std::string labelTableText(const LabelMap& labels, LabelTableKind kind, const std::string& source);

} // namespace laurel
