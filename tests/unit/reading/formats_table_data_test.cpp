// What becomes of every image of the test data: the table of docs/formats.md, which this test
// makes. LAUREL_UPDATE_DOCS=1 in the environment writes it anew; otherwise the page has to hold it.

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/dicom/structure_set.h"
#include "laurel/formats/files.h"
#include "laurel/reading/image_reader.h"
#include "other_readers_agree.h"
#include "support/data_folder.h"
#include "unit/dicom/format_rows.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

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
FormatRow rowOf(const fs::path& file, Comparison& comparison) {
    FormatRow row;
    row.folder = fs::relative(file, dataFolder());
    row.what = formatName(file);
    NoProgress progress;
    try {
        const LoadedImage image = loadImage({.path = file}, progress, {});
        row.isOpened = true;
        row.number = comparison.add(row.what == "numpy" ? "npz" : row.what, image.volume, {file});
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

bool saysTheSame(const FormatRow& one, const FormatRow& other) {
    return one.what == other.what && one.result == other.result && one.readers == other.readers;
}

std::vector<FormatRow> rowsOfFiles(const std::string& folder, Comparison& comparison) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(dataFolder() / folder)) {
        const bool isArrayOfMasks = entry.path().string().ends_with("_rois.npz");
        if (entry.is_regular_file() && isKnownFormat(entry.path()) && !isArrayOfMasks) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<FormatRow> rows(files.size());
    std::ranges::transform(files, rows.begin(),
                           [&](const fs::path& file) { return rowOf(file, comparison); });
    return rows;
}

/// What an RTSTRUCT holds, which is read on the image that it was drawn on.
std::string describeContours(const MaskSummary& summary) {
    return summary.problem.empty()
               ? "masks: contours of " + std::to_string(summary.segments.size()) +
                     " structures, filled on the image's slices"
               : "refused: " + summary.problem;
}

FormatRow rowOfMask(const fs::path& file, Comparison& comparison) {
    FormatRow row;
    row.folder = fs::relative(file, dataFolder());
    row.what = isStructureSet(file) ? "RT Structure Set" : "Segmentation";
    try {
        if (isStructureSet(file)) {
            const MaskSummary summary = summariseStructureSet(file);
            row.result = describeContours(summary);
            row.number = comparison.addNames(summary.segments, file);
            return row;
        }
        const LoadedLabels masks = loadLabels({.path = file});
        row.isOpened = true;
        row.number = comparison.add(masks.labels, file);
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

std::vector<FormatRow> rowsOfMasks(const fs::path& root, Comparison& comparison) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file() && isDicomMask(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<FormatRow> rows(files.size());
    std::ranges::transform(files, rows.begin(),
                           [&](const fs::path& file) { return rowOfMask(file, comparison); });
    return rows;
}

bool isRowOfMask(const FormatRow& row) {
    return row.result.find("this is a segmentation object") != std::string::npos ||
           row.what.starts_with("RTStructureSet");
}

std::size_t addSeries(const SeriesInfo& series, const Volume& volume, Comparison& comparison) {
    std::string kind = "series";
    if (series.canResample()) {
        kind = series.problems.front().find("tilt") == std::string::npos ? "missing" : "tilted";
    }
    return comparison.add(kind, volume, series.files);
}

std::vector<FormatRow> dicomRows(Comparison& comparison) {
    std::vector<FormatRow> all;
    const auto observer = [&](const SeriesInfo& series, const Volume& volume) {
        return addSeries(series, volume, comparison);
    };
    for (const char* root : {"dicom_edge", "thigh_mr_dicom", "ct_trunk/dicom_j2k"}) {
        for (FormatRow& row : formatRows(dataFolder() / root, observer)) {
            row.folder = row.folder == "." ? root : root + ("/" + row.folder);
            if (!isRowOfMask(row)) {
                all.push_back(std::move(row));
            }
        }
        std::ranges::move(rowsOfMasks(dataFolder() / root, comparison), std::back_inserter(all));
    }
    return all;
}

/// Where the row's file or series lies; of neighbours in one place that are told the same, one
/// stays.
fs::path placeOf(const FormatRow& row) {
    const bool isFile = isKnownFormat(row.folder);
    return isFile ? fs::path(row.folder).parent_path() : fs::path(row.folder);
}

std::vector<FormatRow> allRows() {
    Comparison comparison;
    std::vector<FormatRow> all = dicomRows(comparison);
    for (const char* root : {"calf_mr", "ct_trunk", "leg_manual", "leg_stations", "lumbar_dixon",
                             "nifti_edge", "thigh_mr"}) {
        std::ranges::move(rowsOfFiles(root, comparison), std::back_inserter(all));
    }
    const std::vector<std::string> answers = comparison.ask();
    for (FormatRow& row : all) {
        row.readers = row.number ? answers[*row.number] : "";
        EXPECT_FALSE(row.readers.starts_with("differs"))
            << row.folder << ": " << row.result << ": " << row.readers;
    }
    const auto repeats = [](const FormatRow& one, const FormatRow& other) {
        return placeOf(one) == placeOf(other) && saysTheSame(one, other);
    };
    all.erase(std::unique(all.begin(), all.end(), repeats), all.end());
    return all;
}

/// What makes the page worth reading: the comparison does see differences.
TEST(OtherReaders, SeeAVoxelChangedAndAGridMoved) {
    const fs::path file = dataFolder() / "nifti_edge/nibabel/standard.nii.gz";
    const fs::path slices = dataFolder() / "dicom_edge/dicom2nifti/siemens/anatomical/001";
    LAUREL_REQUIRE_DATA("nifti_edge/nibabel/standard.nii.gz");
    LAUREL_REQUIRE_DATA("dicom_edge/dicom2nifti/siemens/anatomical/001");
    if (!Comparison::isPossible()) {
        GTEST_SKIP() << "python3-pydicom, python3-nibabel, dcm2niix or dcmtk is not installed";
    }
    NoProgress progress;
    const SeriesInfo series = findSeries(slices).at(0);
    Comparison comparison;
    for (const auto& [kind, volume, files] :
         {std::tuple{"nifti", readVolume(file), std::vector{file}},
          std::tuple{"series", readSeries(series, progress, {}), series.files}}) {
        std::vector<float> values = volume.toFloat();
        comparison.add(kind, volume, files);
        values[values.size() / 2] += 1;
        comparison.add(kind, Volume(volume.geometry(), values), files);
        const Geometry& grid = volume.geometry();
        const Geometry moved(grid.size(), grid.spacing(), grid.toWorld(VoxelIndex{0, 0, 1}),
                             grid.direction());
        comparison.add(kind, Volume(moved, volume.toFloat()), files);
    }
    const auto differs = ::testing::StartsWith("differs");
    EXPECT_THAT(comparison.ask(),
                ::testing::ElementsAre("nibabel", differs, differs, "pydicom", differs, differs));
}

TEST(FormatsPage, HoldsWhatBecomesOfEveryImage) {
    LAUREL_REQUIRE_DATA("dicom_edge");
    LAUREL_REQUIRE_DATA("nifti_edge");
    if (!Comparison::isPossible()) {
        GTEST_SKIP() << "python3-pydicom, python3-nibabel, dcm2niix or dcmtk is not installed";
    }
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
