// Real enhanced objects, mosaics, volumes in pieces and colour images with bytes changed: read or
// refused, never worse, and never with memory that no file explains.

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/dicom/series.h"
#include "support/data_folder.h"

#include <algorithm>
#include <fstream>

#include <sys/resource.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

struct Source {
    const char* folder;
    int mutants;
};

class Mutants : public ::testing::TestWithParam<Source> {
  protected:
    static std::vector<std::string> contentsOf(const fs::path& folder) {
        std::vector<fs::path> paths;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.is_regular_file() && entry.path().extension() != ".nii") {
                paths.push_back(entry.path());
            }
        }
        std::ranges::sort(paths);
        std::vector<std::string> contents;
        contents.reserve(paths.size());
        for (const fs::path& path : paths) {
            contents.push_back(readTextFile(path, std::uint64_t{1} << 26));
        }
        return contents;
    }

    /// Reads everything that can be found, on request resampled too.
    void readAll() {
        NoProgress progress;
        const SeriesReadOptions onRequest{SeriesReadOptions::Irregular::Resample};
        std::vector<SeriesInfo> found;
        try {
            found = findSeries(folder_.path());
        } catch (const Error&) {
            return;
        }
        for (const SeriesInfo& series : found) {
            try {
                const Volume volume = readSeries(series, progress, {}, onRequest);
                EXPECT_TRUE(series.geometry || series.canResample());
                ++read_;
            } catch (const Error& error) {
                EXPECT_STRNE(error.what(), "");
                ++refused_;
            }
            seriesThumbnail(series, 64);
        }
    }

    void writeAll(const std::vector<std::string>& contents) {
        for (std::size_t i = 0; i < contents.size(); ++i) {
            std::ofstream(folder_.path() / std::to_string(i), std::ios::binary) << contents[i];
        }
    }

    TemporaryFolder folder_;
    std::size_t read_ = 0;
    std::size_t refused_ = 0;
};

/// Where the pixels begin; before it stands what decides how they are taken.
std::size_t headerSize(const std::string& bytes) {
    const auto pixels = bytes.rfind(std::string("\xE0\x7F\x10\x00", 4));
    return std::min(pixels, bytes.size());
}

void changeBytes(std::string& bytes, Random& random) {
    const auto last = static_cast<int>(random.chance(0.8) ? headerSize(bytes) : bytes.size()) - 1;
    for (int changes = random.integer(1, 24); changes > 0; --changes) {
        bytes[static_cast<std::size_t>(random.integer(132, last))] =
            static_cast<char>(random.integer(0, 255));
    }
}

/// Numbers as text decide on sizes, positions and counts: they are exchanged for nastier ones.
void changeNumbers(std::string& bytes, Random& random) {
    constexpr std::string_view digits = "0123456789-.e\\";
    const auto last = static_cast<int>(headerSize(bytes)) - 1;
    for (int tries = 0, changes = 0; tries < 20000 && changes < 8; ++tries) {
        char& byte = bytes[static_cast<std::size_t>(random.integer(132, last))];
        if (digits.find(byte) != std::string_view::npos) {
            byte = digits[static_cast<std::size_t>(random.integer(0, 13))];
            ++changes;
        }
    }
}

void change(std::vector<std::string>& contents, Random& random) {
    std::string& bytes = contents[static_cast<std::size_t>(
        random.integer(0, static_cast<int>(contents.size()) - 1))];
    switch (random.integer(0, 3)) {
    case 0:
        bytes.resize(
            static_cast<std::size_t>(random.integer(132, static_cast<int>(bytes.size()) - 1)));
        break;
    case 1:
        changeNumbers(bytes, random);
        break;
    default:
        changeBytes(bytes, random);
    }
}

std::int64_t peakKilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

TEST_P(Mutants, AreReadOrRefused) {
    const auto& [folder, mutants] = GetParam();
    LAUREL_REQUIRE_DATA(folder);
    const auto contents = contentsOf(dataFolder() / folder);
    writeAll(contents);
    readAll();
    EXPECT_GT(read_, 0U); // as they are, they can be read
    const std::int64_t before = peakKilobytes();
    Random random(static_cast<std::uint64_t>(mutants) + contents.size());
    for (int i = 0; i < mutants; ++i) {
        std::vector<std::string> mutant = contents;
        change(mutant, random);
        writeAll(mutant);
        readAll();
    }
    EXPECT_GE(read_ + refused_, 1U);
    std::uint64_t size = 0;
    for (const std::string& content : contents) {
        size += content.size();
    }
    // Decoded and resampled, with room for the allocator: no more than files of this size explain.
    const auto explained = static_cast<std::int64_t>(size / 1024) * 64 + 256 * 1024;
    EXPECT_LE(peakKilobytes() - before, explained);
}

INSTANTIATE_TEST_SUITE_P(
    RealObjects, Mutants,
    ::testing::Values(Source{"dicom_edge/dicom2nifti/philips_enhanced/fmri/001", 40},
                      Source{"dicom_edge/dicom2nifti/philips_enhanced/anatomical/001", 25},
                      Source{"dicom_edge/dicom2nifti/siemens_multiframe/anatomical/001", 25},
                      Source{"dicom_edge/dicom2nifti/hyperfine/anatomical/001", 25},
                      Source{"dicom_edge/dcm_qa/In/Orientation/ax/axasc35", 40},
                      Source{"dicom_edge/dicom2nifti/failing/sliceorientation/001", 25},
                      Source{"dicom_edge/dicom2nifti/failing/notavolume/001", 25},
                      Source{"dicom_edge/dicom2nifti/failing/gantrytilting/001", 15},
                      Source{"dicom_edge/dicom2nifti/generic/rgb/001", 25},
                      Source{"dicom_edge/dicom2nifti/generic/compressed_j2k/001", 25},
                      Source{"dicom_edge/dicom2nifti/generic/compressed_jpegls/001", 25}));

} // namespace
} // namespace laurel
