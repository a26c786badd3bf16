// What becomes of every image of the test data: the table of docs/formats.md, which this test
// makes. LAUREL_UPDATE_DOCS=1 in the environment writes it anew; otherwise the page has to hold it.

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/dicom/structure_set.h"
#include "laurel/formats/files.h"
#include "laurel/reading/image_reader.h"
#include "support/data_folder.h"
#include "unit/dicom/format_rows.h"

#include <algorithm>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

std::string withoutRoot(std::string text) {
    const std::string prefix = dataFolder().string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
        text.erase(at, prefix.size());
    }
    return text;
}

/// An image file that is not DICOM, read as the window and laurelctl do.
FormatRow rowOf(const fs::path& file) {
    FormatRow row;
    row.folder = fs::relative(file, dataFolder());
    row.what = formatName(file);
    NoProgress progress;
    try {
        const LoadedImage image = loadImage({.path = file}, progress, {});
        row.isOpened = true;
        row.result = "opens as " + image.volume.geometry().describe();
        if (image.volume.frames() > 1) {
            row.result += ", " + std::to_string(image.volume.frames()) + " frames";
        }
        for (const std::string& note : image.notes) {
            row.result += "; " + withoutRoot(note);
        }
    } catch (const Error& error) {
        row.result = "refused: " + withoutRoot(error.what());
    }
    return row;
}

std::vector<FormatRow> rowsOfFiles(const std::string& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(dataFolder() / folder)) {
        const bool isArrayOfMasks = entry.path().string().ends_with("_rois.npz");
        if (entry.is_regular_file() && isKnownFormat(entry.path()) && !isArrayOfMasks) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<FormatRow> rows;
    for (const fs::path& file : files) {
        FormatRow row = rowOf(file);
        const bool isLikeTheLast =
            !rows.empty() && rows.back().result == row.result &&
            fs::path(rows.back().folder).parent_path() == fs::path(row.folder).parent_path();
        if (!isLikeTheLast) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

/// What an RTSTRUCT holds, which is read on the image that it was drawn on.
std::string describeContours(const fs::path& file) {
    const MaskSummary summary = summariseStructureSet(file);
    return summary.problem.empty()
               ? "masks: contours of " + std::to_string(summary.segments.size()) +
                     " structures, filled on the image's slices"
               : "refused: " + summary.problem;
}

FormatRow rowOfMask(const fs::path& file) {
    FormatRow row;
    row.folder = fs::relative(file, dataFolder());
    row.what = isStructureSet(file) ? "RT Structure Set" : "Segmentation";
    try {
        if (isStructureSet(file)) {
            row.result = describeContours(file);
            return row;
        }
        const LoadedLabels masks = loadLabels({.path = file});
        row.isOpened = true;
        row.result = "masks: " + std::to_string(masks.labels.segments().size()) +
                     " structures on " + masks.labels.geometry().describe();
        for (const std::string& note : masks.notes) {
            row.result += "; " + withoutRoot(note);
        }
    } catch (const Error& error) {
        row.result = "refused: " + withoutRoot(error.what());
    }
    return row;
}

std::vector<FormatRow> rowsOfMasks(const fs::path& root) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file() && isDicomMask(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<FormatRow> rows(files.size());
    std::ranges::transform(files, rows.begin(), rowOfMask);
    return rows;
}

bool isRowOfMask(const FormatRow& row) {
    return row.result.find("this is a segmentation object") != std::string::npos ||
           row.what.starts_with("RTStructureSet");
}

bool saysTheSame(const FormatRow& one, const FormatRow& other) {
    return one.folder == other.folder && one.what == other.what && one.result == other.result;
}

std::vector<FormatRow> allRows() {
    std::vector<FormatRow> all;
    for (const char* root : {"dicom_edge", "thigh_mr_dicom", "ct_trunk/dicom_j2k"}) {
        for (FormatRow& row : formatRows(dataFolder() / root)) {
            row.folder = row.folder == "." ? root : root + ("/" + row.folder);
            const bool isKnown = !all.empty() && saysTheSame(all.back(), row);
            if (!isRowOfMask(row) && !isKnown) {
                all.push_back(std::move(row));
            }
        }
        std::ranges::move(rowsOfMasks(dataFolder() / root), std::back_inserter(all));
    }
    for (const char* root : {"calf_mr", "ct_trunk", "leg_manual", "leg_stations", "lumbar_dixon",
                             "nifti_edge", "thigh_mr"}) {
        std::ranges::move(rowsOfFiles(root), std::back_inserter(all));
    }
    return all;
}

TEST(FormatsPage, HoldsWhatBecomesOfEveryImage) {
    LAUREL_REQUIRE_DATA("dicom_edge");
    LAUREL_REQUIRE_DATA("nifti_edge");
    const std::string begin = "<!-- table: unit_reading_data writes it -->\n";
    const std::string end = "<!-- end of the table -->\n";
    const fs::path page = fs::path(LAUREL_SOURCE_DIR) / "docs" / "formats.md";
    std::string text = readTextFile(page, 1U << 20);
    const auto from = text.find(begin);
    const auto to = text.find(end);
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    const std::string made = formatTable(allRows());
    if (std::getenv("LAUREL_UPDATE_DOCS") != nullptr) {
        text.replace(from + begin.size(), to - from - begin.size(), made);
        writeFileAtomically(page, std::string_view(text));
        return;
    }
    EXPECT_EQ(text.substr(from + begin.size(), to - from - begin.size()), made)
        << "docs/formats.md no longer tells the truth; LAUREL_UPDATE_DOCS=1 writes it anew";
}

} // namespace
} // namespace laurel
