// However the patient lies in the scanner, and whichever end goes in first: voxels are where they
// are in the patient.

#include "laurel/reading/image_reader.h"
#include "other_readers_agree.h"
#include "support/child_process.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 8> positions{"HFS",  "FFS",  "HFP",  "FFP",
                                               "HFDR", "FFDR", "HFDL", "FFDL"};

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// How far the voxels are from what write_positions.py put at their places in the patient.
double worstError(const Volume& volume) {
    const GridSize& size = volume.geometry().size();
    double worst = 0;
    for (VoxelIndex at{0, 0, 0}; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const WorldPoint place = volume.geometry().toWorld(at);
                const double expected = 20000 + 7 * place.x + 110 * place.y + 1300 * place.z;
                worst = std::max(worst, std::abs(volume.value(at) - expected));
            }
        }
    }
    return worst;
}

TEST(PatientPositions, VoxelsLieWhereTheyAreInThePatient) {
    if (!Comparison::isPossible()) {
        GTEST_SKIP() << "python3-pydicom, python3-nibabel, dcm2niix or dcmtk is not installed";
    }
    const TemporaryFolder folder;
    const ProcessResult made =
        runProcess({"/usr/bin/python3", LAUREL_WRITE_POSITIONS, folder.path()});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    NoProgress progress;
    Comparison comparison;
    for (const char* position : positions) {
        const LoadedImage image = loadImage({.path = folder.path() / position}, progress, {});
        EXPECT_EQ(image.volume.geometry().size(), (GridSize{7, 6, 5})) << position;
        EXPECT_LE(worstError(image.volume), 0.51) << position;
        comparison.add("converted", image.volume, filesIn(folder.path() / position));
    }
    EXPECT_THAT(comparison.ask(), ::testing::Each("dcm2niix"));
}

} // namespace
} // namespace laurel
