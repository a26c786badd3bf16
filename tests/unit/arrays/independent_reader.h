#pragma once

#include "laurel/arrays/npy.h"
#include "laurel/base/files.h"
#include "laurel/imaging/volume.h"

#include "../../support/child_process.h"

#include <array>
#include <cstring>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace laurel {

/// What independent_reader.py said of a file.
struct IndependentReading {
    std::map<std::string, std::vector<double>> fields;
    std::vector<double> values;
};

inline ProcessResult runIndependentReader(std::vector<std::string> arguments) {
    std::vector<std::string> command{"/usr/bin/python3", LAUREL_INDEPENDENT_READER};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return runProcess(command);
}

/// One reading for each file: Python takes long to start.
inline std::vector<IndependentReading> readIndependently(const std::string& kind,
                                                         const std::vector<std::string>& files) {
    const TemporaryFolder folder;
    std::vector<std::string> arguments{kind, folder.path().string()};
    arguments.insert(arguments.end(), files.begin(), files.end());
    const ProcessResult result = runIndependentReader(arguments);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    std::vector<IndependentReading> readings;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        if (name == "file") {
            const auto path = folder.path() / std::to_string(readings.size());
            const auto bytes = readFile(path, std::uint64_t{1} << 30);
            readings.emplace_back().values.resize(bytes.size() / sizeof(double));
            std::memcpy(readings.back().values.data(), bytes.data(), bytes.size());
        }
        for (double value = 0; words >> value;) {
            readings.back().fields[name].push_back(value);
        }
    }
    return readings;
}

/// Same extents, same world position of four voxels, same values within `tolerance` of the largest.
inline void expectSameAs(const IndependentReading& reading, const Volume& volume,
                         double tolerance = 1e-6) {
    const GridSize& size = volume.geometry().size();
    std::vector<double> shape = reading.fields.at("shape");
    shape.resize(4, 1);
    EXPECT_EQ(shape, (std::vector<double>{static_cast<double>(size.x), static_cast<double>(size.y),
                                          static_cast<double>(size.z),
                                          static_cast<double>(volume.frames())}));
    const std::vector<double>& m = reading.fields.at("affine");
    for (const VoxelIndex& at :
         {VoxelIndex{0, 0, 0}, {size.x, 0, 0}, {0, size.y, 0}, {0, 0, size.z}}) {
        const WorldPoint point = volume.geometry().toWorld(at);
        const std::array<double, 3> ras{-point.x, -point.y, point.z};
        for (std::size_t row = 0; row < 3; ++row) {
            EXPECT_NEAR(ras[row],
                        m[4 * row] * static_cast<double>(at.x) +
                            m[4 * row + 1] * static_cast<double>(at.y) +
                            m[4 * row + 2] * static_cast<double>(at.z) + m[4 * row + 3],
                        2e-3);
        }
    }
    std::vector<float> values;
    for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
        const auto part = volume.toFloat(frame);
        values.insert(values.end(), part.begin(), part.end());
    }
    ASSERT_EQ(values.size(), reading.values.size());
    double largest = 0;
    double difference = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        largest = std::max(largest, std::abs(reading.values[i]));
        difference = std::max(difference, std::abs(reading.values[i] - values[i]));
    }
    EXPECT_LE(difference, tolerance * std::max(largest, 1.0));
}

} // namespace laurel
