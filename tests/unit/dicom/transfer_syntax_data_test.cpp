// Every transfer syntax that works for single frames works frame by frame.

#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series.h"
#include "support/child_process.h"
#include "support/data_folder.h"
#include "support/expect_error.h"

#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::SizeIs;

const char* const manyFrames = "dicom_edge/dicom2nifti/philips_enhanced/fmri/001";

fs::path firstFile(const fs::path& folder) {
    return fs::directory_iterator(folder)->path();
}

Volume readFirst(const fs::path& path) {
    NoProgress progress;
    return readSeries(findSeries(path).at(0), progress, {});
}

struct Encoder {
    std::string program;
    std::vector<std::string> options;
};

class FramesOfSyntax : public ::testing::TestWithParam<Encoder> {};

TEST_P(FramesOfSyntax, DecodeToTheSameVoxels) {
    LAUREL_REQUIRE_DATA(manyFrames);
    const auto& [program, options] = GetParam();
    if (!isInstalled(program)) {
        GTEST_SKIP() << program << " is not installed";
    }
    const TemporaryFolder folder;
    const fs::path original = firstFile(dataFolder() / manyFrames);
    std::vector<std::string> command{"/usr/bin/" + program};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {original, folder.path() / "encoded"});
    const ProcessResult result = runProcess(command);
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const Volume expected = readFirst(original);
    const Volume decoded = readFirst(folder.path());
    EXPECT_EQ(decoded.frames(), 4);
    EXPECT_EQ(decoded.pixels(), expected.pixels());
    EXPECT_EQ(decoded.rescale(), expected.rescale());
    EXPECT_TRUE(decoded.geometry().sameGridAs(expected.geometry()));
}

INSTANTIATE_TEST_SUITE_P(
    RealObjects, FramesOfSyntax,
    ::testing::Values(
        Encoder{"dcmconv", {"+td"}}, Encoder{"dcmconv", {"+tb"}}, Encoder{"dcmconv", {"+ti"}},
        Encoder{"dcmcrle", {}}, Encoder{"dcmcjpeg", {"+e1"}}, Encoder{"dcmcjpeg", {"+el"}},
        Encoder{"dcmcjpls", {}},
        // several fragments a frame, with and without a table of where they begin
        Encoder{"dcmcjpeg", {"+fs", "2", "+ot"}}, Encoder{"dcmcjpeg", {"+fs", "2", "-ot"}},
        Encoder{"dcmcjpls", {"+fs", "2", "+ot"}}, Encoder{"dcmcjpls", {"+fs", "2", "-ot"}}));

TEST(RealObjects, RunLengthsInPiecesAreRefusedAndNotDecodedWrongly) {
    LAUREL_REQUIRE_DATA(manyFrames);
    const TemporaryFolder folder;
    const ProcessResult result =
        runProcess({"/usr/bin/dcmcrle", "+fs", "2", firstFile(dataFolder() / manyFrames),
                    folder.path() / "encoded"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    expectError(ErrorCode::InvalidInput, "run lengths in", [&] { readFirst(folder.path()); });
}

/// The fragment of a file of one frame.
std::string onlyFragment(const fs::path& file) {
    const std::string bytes = readTextFile(file, 1 << 24);
    const std::string start("\xE0\x7F\x10\x00", 4);
    const auto at = bytes.find(start) + 12; // tag, VR, undefined length
    const auto length = [&](std::size_t item) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data() + item + 4, 4);
        return value;
    };
    const std::size_t fragment = at + 8 + length(at); // after the offset table
    return bytes.substr(fragment + 8, length(fragment));
}

TEST(RealObjects, Jpeg2000DecodesFrameByFrame) {
    const fs::path single = "dicom_edge/dicom2nifti/generic/compressed_j2k/001";
    LAUREL_REQUIRE_DATA(single);
    const SeriesInfo series = findSeries(dataFolder() / single).at(0);
    std::vector<std::string> fragments;
    std::string groups;
    for (std::size_t i = 0; i < series.files.size(); ++i) {
        const std::string code = onlyFragment(series.files[i]);
        fragments.push_back(code.substr(0, code.size() / 4 * 2)); // two a frame, without a table
        fragments.push_back(code.substr(code.size() / 4 * 2));
        groups += frameGroup("0\\0\\" + std::to_string(i));
    }
    DicomBytes file("1.2.840.10008.1.2.4.90");
    file.addSlice(256, 256, 16).addFrames(series.files.size());
    file.addSequence(0x5200, 0x9230, groups).addFragments(fragments);
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "frames", std::ios::binary) << file.bytes();
    NoProgress progress;
    const auto found = findSeries(folder.path());
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(readSeries(found[0], progress, {}).toFloat(),
              readSeries(series, progress, {}).toFloat());
}

} // namespace
} // namespace laurel
