// Damaged DICOM objects of every compression in the hands of the real laurel-reader.

#include "reader_mutants.h"
#include "support/data_folder.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

const fs::path root = "dicom_edge/dicom2nifti";

/// The first file of a folder.
Original firstOf(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(dataFolder() / root / folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::string bytes = readTextFile(files.at(0), std::uint64_t{1} << 26);
    const std::size_t pixels = bytes.rfind(std::string("\xE0\x7F\x10\x00", 4));
    // With the start of the code stream, where its own header is.
    const std::size_t header =
        std::min(pixels == std::string::npos ? 4096 : pixels + 256, bytes.size());
    return {"image.dcm", std::move(bytes), header};
}

class HostileCodecs : public ::testing::TestWithParam<const char*> {};

TEST_P(HostileCodecs, EndInAnErrorThatNamesTheFile) {
    LAUREL_REQUIRE_DATA(root / GetParam());
    constexpr int mutants = 20;
    expectHarmless(openMutants({firstOf(GetParam())}, mutants, 11), mutants);
}

INSTANTIATE_TEST_SUITE_P(RealObjects, HostileCodecs,
                         ::testing::Values("generic/compressed_j2k/001",
                                           "generic/compressed_jpegls/001",
                                           "generic/compressed_jpeg/001",
                                           "generic/compressed_rle/001", "generic/rgb/001",
                                           "philips_enhanced/fmri/001"));

} // namespace
} // namespace laurel
