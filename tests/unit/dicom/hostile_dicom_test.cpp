#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/dicom/series.h"
#include "support/expect_error.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* explicitLittleEndian = "1.2.840.10008.1.2.1";
constexpr const char* jpeg2000 = "1.2.840.10008.1.2.4.90";

class HostileDicom : public ::testing::Test {
  protected:
    void write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
    }

    SeriesInfo onlySeries() {
        const auto found = findSeries(folder_.path());
        EXPECT_THAT(found, SizeIs(1));
        return found.at(0);
    }

    void expectRefused(ErrorCode code, const std::string& reason) {
        const SeriesInfo series = onlySeries();
        NoProgress progress;
        expectError(code, reason, [&] { readSeries(series, progress, {}); });
    }

    TemporaryFolder folder_;
};

/// The start of a JPEG 2000 code stream (ITU-T T.800 A.4.1, A.5.1).
std::string codeStream(unsigned side, int components, int bits) {
    const auto big = [](std::uint64_t value, int count) {
        std::string bytes = DicomBytes::little(value, count);
        return std::string(bytes.rbegin(), bytes.rend());
    };
    std::string size = big(0, 2);
    for (const unsigned field : {side, side, 0U, 0U, side, side, 0U, 0U}) {
        size += big(field, 4);
    }
    size += big(components, 2);
    for (int i = 0; i < components; ++i) {
        size += big(bits - 1, 1) + big(1, 1) + big(1, 1);
    }
    return "\xFF\x4F\xFF\x51" + big(size.size() + 2, 2) + size + "\xFF\xD9";
}

TEST_F(HostileDicom, AWellFormedSliceOfTheseBytesIsRead) {
    DicomBytes file(explicitLittleEndian);
    file.addSlice(2, 3, 16).add(0x7fe0, 0x0010, "OW", std::string("\1\0\2\0\3\0\4\0\5\0\6\0", 12));
    write("slice", file.bytes());
    NoProgress progress;
    const Volume volume = readSeries(onlySeries(), progress, {});
    EXPECT_THAT(volume.frame<std::uint16_t>(0), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(HostileDicom, RefusesBinaryImagesThatWouldAbortTheDecoder) {
    DicomBytes file(jpeg2000);
    file.addSlice(16, 16, 1).addFragment(codeStream(16, 1, 1));
    write("slice", file.bytes());
    EXPECT_THAT(onlySeries().problems, ElementsAre(HasSubstr("pixels of 1 bits")));
    expectRefused(ErrorCode::Unsupported, "pixels of 1 bits");
}

TEST_F(HostileDicom, RefusesBinaryCodeStreamsBehindAnInnocentHeader) {
    DicomBytes file(jpeg2000);
    file.addSlice(16, 16, 8).addFragment(codeStream(16, 1, 1));
    write("slice", file.bytes());
    expectRefused(ErrorCode::Unsupported, "1 component(s) of 1 bits");
}

TEST_F(HostileDicom, RefusesCodeStreamsOfOtherDepthOrColour) {
    DicomBytes deeper(jpeg2000);
    deeper.addSlice(16, 16, 8).addFragment(codeStream(16, 1, 12));
    write("slice", deeper.bytes());
    expectRefused(ErrorCode::Unsupported, "1 component(s) of 12 bits");
    DicomBytes coloured(jpeg2000);
    coloured.addSlice(16, 16, 8).addFragment(codeStream(16, 3, 8));
    write("slice", coloured.bytes());
    expectRefused(ErrorCode::Unsupported, "3 component(s)");
}

TEST_F(HostileDicom, RefusesCodeStreamsCutShort) {
    DicomBytes file(jpeg2000);
    file.addSlice(16, 16, 8).addFragment(codeStream(16, 1, 8));
    write("slice", file.bytes());
    expectRefused(ErrorCode::InvalidInput, "slice: ");
    DicomBytes none(jpeg2000);
    none.addSlice(16, 16, 8).addFragment("nothing at all");
    write("slice", none.bytes());
    expectRefused(ErrorCode::InvalidInput, "no compressed image");
}

TEST_F(HostileDicom, RefusesMissingAndTruncatedPixels) {
    DicomBytes none(explicitLittleEndian);
    none.addSlice(2, 2, 16);
    write("slice", none.bytes());
    expectRefused(ErrorCode::InvalidInput, "slice: pixel data missing");
    DicomBytes half(explicitLittleEndian);
    half.addSlice(4, 4, 16).add(0x7fe0, 0x0010, "OW", std::string(4 * 4, '\1'));
    write("slice", half.bytes());
    expectRefused(ErrorCode::InvalidInput, "32 bytes are declared, there are 16");
    DicomBytes huge(explicitLittleEndian);
    huge.addSlice(64, 64, 16).add(0x7fe0, 0x0010, "OW", std::string(64 * 64, '\1'));
    write("slice", huge.bytes());
    expectRefused(ErrorCode::InvalidInput, "too small for the 8192 bytes");
}

TEST_F(HostileDicom, TakesNoMemoryForPixelsThatCannotBeThere) {
    DicomBytes file(jpeg2000);
    file.addSlice(65535, 65535, 16).addFragment(codeStream(65535, 1, 16));
    write("slice", file.bytes());
    expectRefused(ErrorCode::InvalidInput, "too small for the 8589672450 bytes");
}

TEST_F(HostileDicom, UnknownTransferSyntaxIsRefusedByName) {
    DicomBytes file("1.2.840.10008.1.2.4.100"); // MPEG2
    file.addSlice(16, 16, 8).addFragment(std::string(400, '\1'));
    write("slice", file.bytes());
    expectRefused(ErrorCode::Unsupported, "1.2.840.10008.1.2.4.100");
}

TEST_F(HostileDicom, PassesOverWhatIsNotDicom) {
    write("notes.txt", "not an image");
    write("empty", "");
    write("short.dcm", std::string(128, '\0') + "DICM");
    write(".hidden", DicomBytes(explicitLittleEndian).addSlice(1, 1, 16).bytes());
    DicomBytes noSeries(explicitLittleEndian);
    noSeries.add(0x0008, 0x0060, "CS", "MR");
    write("no_series.dcm", noSeries.bytes());
    EXPECT_THAT(findSeries(folder_.path()), IsEmpty());
}

TEST_F(HostileDicom, AnyTruncationIsSurvived) {
    DicomBytes file(explicitLittleEndian);
    file.addSlice(4, 4, 16).add(0x7fe0, 0x0010, "OW", std::string(32, '\1'));
    NoProgress progress;
    for (std::size_t length = 0; length < file.bytes().size(); ++length) {
        write("slice", file.bytes().substr(0, length));
        for (const SeriesInfo& series : findSeries(folder_.path())) {
            EXPECT_THROW(readSeries(series, progress, {}), Error) << length;
        }
    }
}

TEST_F(HostileDicom, AnyChangedByteIsSurvived) {
    DicomBytes file(explicitLittleEndian);
    file.addSlice(4, 4, 16).add(0x7fe0, 0x0010, "OW", std::string(32, '\1'));
    NoProgress progress;
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        std::string bytes = file.bytes();
        for (int changes = random.integer(1, 4); changes > 0; --changes) {
            const int last = static_cast<int>(bytes.size()) - 1;
            bytes[static_cast<std::size_t>(random.integer(128, last))] =
                static_cast<char>(random.integer(0, 255));
        }
        write("slice", bytes);
        try {
            for (const SeriesInfo& series : findSeries(folder_.path())) {
                readSeries(series, progress, {});
            }
        } catch (const Error&) { // refused is as good as read
        }
    }
}

TEST_F(HostileDicom, MissingPathsAreNamed) {
    expectError(ErrorCode::NotFound, "no/such", [] { findSeries("no/such"); });
    SeriesInfo gone;
    gone.files = {"no/such.dcm"};
    NoProgress progress;
    expectError(ErrorCode::NotFound, "no/such.dcm", [&] { readSeries(gone, progress, {}); });
}

TEST_F(HostileDicom, CancelStopsTheSearch) {
    write("slice", DicomBytes(explicitLittleEndian).addSlice(1, 1, 16).bytes());
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] { findSeries(folder_.path(), source.token()); });
}

/// Sequences of undefined length in each other (PS3.5 7.5), which DCMTK parses by recursion.
std::string nested(int depth) {
    std::string start;
    std::string end;
    for (int i = 0; i < depth; ++i) {
        start += DicomBytes::little(0x0040, 2) + DicomBytes::little(0x0260, 2) + "SQ" +
                 std::string(2, '\0') + DicomBytes::little(0xFFFFFFFF, 4) +
                 DicomBytes::little(0xFFFE, 2) + DicomBytes::little(0xE000, 2) +
                 DicomBytes::little(0xFFFFFFFF, 4);
        end += DicomBytes::little(0xFFFE, 2) + DicomBytes::little(0xE00D, 2) +
               DicomBytes::little(0, 4) + DicomBytes::little(0xFFFE, 2) +
               DicomBytes::little(0xE0DD, 2) + DicomBytes::little(0, 4);
    }
    return start + end;
}

TEST_F(HostileDicom, SequencesWithoutEndDoNotKeepOthersFromBeingListed) {
    const auto slice = [](const std::string& series) {
        return DicomBytes(explicitLittleEndian).addSlice(2, 2, 16, series);
    };
    write("good", slice("1.1").add(0x7fe0, 0x0010, "OW", std::string(8, '\1')).bytes());
    write("shallow", slice("1.2").bytes() + nested(20));
    for (const int depth : {40, 6000, 200000}) {
        write("deep" + std::to_string(depth), slice("1.3").bytes() + nested(depth));
    }
    std::vector<std::string> ids;
    for (const SeriesInfo& series : findSeries(folder_.path())) {
        ids.push_back(series.id);
    }
    EXPECT_THAT(ids, ElementsAre("1.1", "1.2"));
}

} // namespace
} // namespace laurel
