#include "laurel/formats/files.h"

#include "laurel/base/files.h"

#include "../../support/child_process.h"
#include "../../support/random_grids.h"

#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace laurel {
namespace {

std::map<std::string, std::vector<double>> readHeader(const std::string& path) {
    const ProcessResult result = runProcess({"/usr/bin/python3", LAUREL_HEADER_READER, path});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    std::map<std::string, std::vector<double>> fields;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        for (double value = 0; words >> value;) {
            fields[name].push_back(value);
        }
    }
    return fields;
}

/// Files against a reader that knows nothing but the formats' published headers.
TEST(HeaderReaderTest, FilesSayWhatWeMeant) {
    if (!pythonHas("numpy")) {
        GTEST_SKIP() << "/usr/bin/python3 has no numpy to compare with";
    }
    Random random(31);
    const TemporaryFolder folder;
    for (const std::string extension : {".nrrd", ".mha"}) {
        const GridSize size{5, 4, 3};
        std::vector<std::int16_t> pixels(60);
        for (std::int16_t& pixel : pixels) {
            pixel = static_cast<std::int16_t>(random.integer(-3000, 3000));
        }
        const Volume volume(randomGeometry(random, size), pixels);
        const auto path = folder.path() / ("file" + extension);
        writeVolume(path, volume);
        auto fields = readHeader(path);
        EXPECT_EQ(fields["size"], (std::vector<double>{5, 4, 3}));
        EXPECT_EQ(fields["samples"], std::vector<double>(pixels.begin(), pixels.end()));
        ASSERT_EQ(fields["axes"].size(), 9U);
        const WorldPoint origin = volume.geometry().origin();
        EXPECT_NEAR(fields["origin"].at(0), origin.x, 1e-9);
        EXPECT_NEAR(fields["origin"].at(1), origin.y, 1e-9);
        EXPECT_NEAR(fields["origin"].at(2), origin.z, 1e-9);
        const std::array<VoxelIndex, 3> steps{VoxelIndex{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const WorldPoint point = volume.geometry().toWorld(steps[axis]);
            EXPECT_NEAR(fields["axes"][3 * axis], point.x - origin.x, 1e-9);
            EXPECT_NEAR(fields["axes"][3 * axis + 1], point.y - origin.y, 1e-9);
            EXPECT_NEAR(fields["axes"][3 * axis + 2], point.z - origin.z, 1e-9);
        }
    }
}

} // namespace
} // namespace laurel
