#include "dicom_bytes.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series.h"
#include "laurel/dicom/series_writer.h"
#include "support/child_process.h"
#include "support/expect_error.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* explicitLittleEndian = "1.2.840.10008.1.2.1";

Volume smallVolume(std::int64_t slices) {
    std::vector<std::uint16_t> values(static_cast<std::size_t>(32 * 24 * slices));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<std::uint16_t>(i % 32); // brighter to the right
    }
    return Volume(Geometry({32, 24, slices}, {1, 2, 4}), std::move(values));
}

class Catalogue : public ::testing::Test {
  protected:
    fs::path at(const std::string& name) const { return folder_.path() / name; }

    void write(const fs::path& name, const DicomBytes& file) {
        fs::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name, std::ios::binary) << file.bytes();
    }

    TemporaryFolder folder_;
};

DicomBytes namedSlice(const std::string& series, int instance) {
    DicomBytes file(explicitLittleEndian);
    file.addSlice(2, 2, 16, series).add(0x0020, 0x0013, "IS", std::to_string(instance));
    file.add(0x0010, 0x0010, "PN", "Doe^Jane").add(0x0010, 0x0020, "LO", "P-17");
    file.add(0x0020, 0x000d, "UI", "1.9").add(0x0008, 0x1030, "LO", "Thigh");
    file.add(0x0008, 0x0020, "DA", "20240229").add(0x0020, 0x0011, "IS", "4");
    return file.add(0x7fe0, 0x0010, "OW", std::string(8, '\1'));
}

TEST_F(Catalogue, TellsWhatGroupsSeriesIntoStudiesAndPatients) {
    write("one", namedSlice("1.9.1", 1));
    const auto found = findSeries(folder_.path());
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].patientLabel, "Doe, Jane (P-17)");
    EXPECT_EQ(found[0].studyId, "1.9");
    EXPECT_EQ(found[0].studyDescription, "Thigh");
    EXPECT_EQ(found[0].studyDate, "20240229");
    EXPECT_EQ(found[0].seriesNumber, 4);
    NoProgress progress;
    EXPECT_EQ(readSeries(found[0], progress, {}).description, ""); // nothing of the patient
}

TEST_F(Catalogue, FindsEverySeriesWhateverTheNumberOfFiles) {
    for (int i = 0; i < 200; ++i) {
        write("folder" + std::to_string(i % 7) + "/file" + std::to_string(i),
              namedSlice("1.9." + std::to_string(1 + i % 20), i));
    }
    const auto first = findSeries(folder_.path());
    std::size_t files = 0;
    for (const SeriesInfo& series : first) {
        files += series.id == series.seriesId ? series.files.size() : 0;
    }
    EXPECT_EQ(files, 200U);
    const auto again = findSeries(folder_.path()); // threads decide nothing
    ASSERT_EQ(again.size(), first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(again[i].id, first[i].id);
        EXPECT_EQ(again[i].planes, first[i].planes);
    }
}

class Recorder final : public ProgressSink {
  public:
    void report(double fraction, std::string_view) override {
        EXPECT_GE(fraction, last_);
        last_ = fraction;
    }
    double last() const { return last_; }

  private:
    double last_ = 0;
};

TEST_F(Catalogue, ReportsItsProgress) {
    for (int i = 0; i < 30; ++i) {
        write("file" + std::to_string(i), namedSlice("1.9.1", i));
    }
    Recorder finding;
    const auto found = findSeries(folder_.path(), finding, {});
    EXPECT_EQ(finding.last(), 1);
    Recorder reading;
    readSeries(found.at(0), reading, {});
    EXPECT_EQ(reading.last(), 1);
}

class CancelAfter final : public ProgressSink {
  public:
    explicit CancelAfter(CancellationSource& source) : source_(source) {}
    void report(double, std::string_view) override { source_.cancel(); }

  private:
    CancellationSource& source_;
};

TEST_F(Catalogue, StopsWhenAsked) {
    for (int i = 0; i < 50; ++i) {
        write("file" + std::to_string(i), namedSlice("1.9.1", i));
    }
    CancellationSource source;
    CancelAfter progress(source);
    expectError(ErrorCode::Cancelled, "",
                [&] { findSeries(folder_.path(), progress, source.token()); });
}

TEST_F(Catalogue, ADirectoryGivesTheFilesThatItLists) {
    if (!isInstalled("dcmmkdir")) {
        GTEST_SKIP() << "dcmmkdir is not installed";
    }
    writeSeries(at("made"), smallVolume(3), {});
    fs::create_directories(at("disc/IMAGES"));
    for (int i = 1; i <= 3; ++i) {
        fs::rename(at("made/slice_000" + std::to_string(i) + ".dcm"),
                   at("disc/IMAGES/IM" + std::to_string(i)));
    }
    const ProcessResult result = runProcess(
        {"/bin/sh", "-c", "cd '" + at("disc").string() + "' && dcmmkdir -Pgp +r +I IMAGES"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    write("disc/EXTRA", namedSlice("1.9.1", 1)); // not listed
    const auto found = findSeries(at("disc/DICOMDIR"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].files, SizeIs(3));
    EXPECT_TRUE(found[0].problems.empty());
    EXPECT_THAT(findSeries(at("disc")), SizeIs(2)); // the folder has both

    fs::remove(at("disc/IMAGES/IM2"));
    const auto less = findSeries(at("disc/DICOMDIR"));
    ASSERT_THAT(less, SizeIs(1));
    EXPECT_THAT(less[0].notes, Contains(HasSubstr("1 files that the DICOMDIR lists")));
}

TEST_F(Catalogue, ADirectoryLeadsNowhereElse) {
    write("outside/secret", namedSlice("1.9.2", 1));
    fs::create_directories(at("disc"));
    fs::create_symlink(at("outside"), at("disc/LINK"));
    std::string records;
    for (const char* listed : {"..\\outside\\secret", "LINK\\secret", "/etc/passwd", "..", ""}) {
        records +=
            DicomBytes::item(DicomBytes::elements().add(0x0004, 0x1500, "CS", listed).bytes());
    }
    DicomBytes directory(explicitLittleEndian);
    directory.addSequence(0x0004, 0x1220, records);
    write("disc/DICOMDIR", directory);
    EXPECT_THAT(findSeries(at("disc/DICOMDIR")), IsEmpty());
    std::ofstream(at("disc/DICOMDIR")) << "no directory";
    expectError(ErrorCode::InvalidInput, "DICOMDIR", [&] { findSeries(at("disc/DICOMDIR")); });
}

TEST_F(Catalogue, AThumbnailShowsTheMiddleSliceInTrueProportions) {
    writeSeries(at("made"), smallVolume(3), {});
    const auto found = findSeries(at("made"));
    const auto picture = seriesThumbnail(found.at(0), 64);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->width, 43); // 32 mm × 48 mm
    EXPECT_EQ(picture->height, 64);
    ASSERT_THAT(picture->pixels, SizeIs(43 * 64));
    for (std::size_t row = 0; row < 64; ++row) {
        const auto* const line = picture->pixels.data() + row * 43;
        EXPECT_TRUE(std::is_sorted(line, line + 43));
        EXPECT_EQ(line[0], 0);
        EXPECT_EQ(line[42], 255);
    }
    const SeriesInfo& gone = found[0];
    fs::remove_all(at("made"));
    EXPECT_FALSE(seriesThumbnail(gone, 64));
    EXPECT_FALSE(seriesThumbnail({}, 64));
}

TEST_F(Catalogue, AFrameOfAMovieCanBeReadAlone) {
    std::string groups;
    for (int i = 0; i < 6; ++i) { // three places, two times
        const auto content = DicomBytes::elements().add(
            0x0020, 0x9128, "UL", DicomBytes::little(1 + static_cast<unsigned>(i % 2), 4));
        groups += frameGroup("0\\0\\" + std::to_string(i / 2),
                             DicomBytes::elements()
                                 .addSequence(0x0020, 0x9111, DicomBytes::item(content.bytes()))
                                 .bytes());
    }
    std::string pixels;
    for (unsigned i = 0; i < 24; ++i) {
        pixels += DicomBytes::little(i, 2);
    }
    DicomBytes file(explicitLittleEndian);
    file.addSlice(2, 2, 16).addFrames(6).addSequence(0x5200, 0x9230, groups);
    write("movie", file.add(0x7fe0, 0x0010, "OW", pixels));
    const auto found = findSeries(folder_.path());
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[0].id, "1.2.3");
    EXPECT_EQ(found[0].frames, 2);
    EXPECT_THAT(found[0].notes, Contains("2 frames: time 1; time 2"));
    EXPECT_EQ(found[2].id, "1.2.3#2");
    NoProgress progress;
    const Volume both = readSeries(found[0], progress, {});
    const Volume second = readSeries(found[2], progress, {});
    EXPECT_THAT(second.frame<std::uint16_t>(0),
                ElementsAre(4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23));
    EXPECT_EQ(both.toFloat(1), second.toFloat());
}

} // namespace
} // namespace laurel
