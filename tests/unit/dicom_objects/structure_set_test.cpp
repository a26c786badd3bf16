#include "laurel/dicom/structure_set.h"

#include "laurel/dicom/segmentation_object.h"
#include "mask_cases.h"
#include "other_readers.h"
#include "support/child_process.h"
#include "support/expect_error.h"

#include <cmath>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class StructureSet : public ::testing::Test {
  protected:
    fs::path target() const { return folder_.path() / "mask.dcm"; }

    SourceSeries source(const Geometry& geometry) {
        const fs::path folder = folder_.path() / ("series" + std::to_string(++count_));
        return makeSeries(folder, geometry, static_cast<std::uint64_t>(count_));
    }

    MaskObject roundTrip(const LabelMap& labels, const SourceSeries& series) {
        writeStructureSet(target(), labels, series.files, fixedOptions());
        return readStructureSet(target(), labels.geometry(), "");
    }

    TemporaryFolder folder_;
    int count_ = 0;
};

TEST_F(StructureSet, ComesBackAsItWasOnObliqueGrids) {
    Random random(1);
    for (int i = 0; i < 12; ++i) {
        const SourceSeries series = source(randomGeometry(random, {13, 9, 5}));
        const LabelMap labels = sampleLabels(random, series.geometry);
        const MaskObject read = roundTrip(labels, series);
        expectSameMasks(read.labels, labels);
        EXPECT_TRUE(read.labels.geometry().sameGridAs(labels.geometry()));
        EXPECT_THAT(read.notes, IsEmpty());
        EXPECT_THAT(read.referencedSeries, ElementsAre(findSeries(series.files[0]).at(0).id));
    }
}

TEST_F(StructureSet, AnyOrderOfAxesIsTurnedToTheSourceAndBack) {
    Random random(2);
    const SourceSeries series = source(randomGeometry(random, {7, 6, 5}));
    const LabelMap labels = sampleLabels(random, series.geometry);
    for (const Orientation& order : allOrientations()) {
        const LabelMap turned = reorient(labels, order);
        SCOPED_TRACE(order.letters());
        const MaskObject read = roundTrip(turned, series);
        expectSameMasks(read.labels, turned);
        EXPECT_TRUE(read.labels.geometry().sameGridAs(turned.geometry()));
    }
}

// 45° between two axes of the patient: which is the nearer is a matter of rounding.
TEST_F(StructureSet, GridsHalfWayBetweenThePatientsAxesAreNoneTheWorse) {
    Random random(3);
    const double c = std::sqrt(0.5);
    for (const Matrix3& direction :
         {Matrix3{c, -c, 0, c, c, 0, 0, 0, 1}, Matrix3{1, 0, 0, 0, c, -c, 0, c, c},
          Matrix3{c, 0, c, 0, 1, 0, -c, 0, c}}) {
        const SourceSeries series = source(Geometry({7, 6, 5}, {1, 1.5, 2}, {}, direction));
        const LabelMap labels = sampleLabels(random, series.geometry);
        const MaskObject read = roundTrip(labels, series);
        EXPECT_TRUE(read.labels.geometry().sameGridAs(labels.geometry()));
        EXPECT_EQ(voxelsOfAll(read.labels), voxelsOfAll(labels));
        const fs::path seg = folder_.path() / "seg.dcm";
        writeSegmentationObject(seg, labels, series.files, fixedOptions());
        EXPECT_EQ(voxelsOfAll(readSegmentationObject(seg).labels), voxelsOfAll(labels));
    }
}

TEST_F(StructureSet, AValidatorFindsNoError) {
    if (!isInstalled("dciodvfy")) {
        GTEST_SKIP() << "dciodvfy (package dicom3tools) is not installed";
    }
    Random random(3);
    const SourceSeries series = source(randomGeometry(random, {9, 8, 4}));
    for (const PatientFields fields : {PatientFields::Removed, PatientFields::Copied}) {
        MaskWriteOptions options = fixedOptions();
        options.patient = fields;
        writeStructureSet(target(), sampleLabels(random, series.geometry), series.files, options);
        const auto result = runProcess({"dciodvfy", "-new", target()});
        EXPECT_THAT(result.err + result.out, HasSubstr("RTStructureSet"));
        EXPECT_THAT(result.err + result.out, Not(HasSubstr("Error")));
    }
}

/// A ring in a ring, with a corner that touches, and a piece apart.
LabelMap rings(const Geometry& grid) {
    LabelMap labels(grid);
    labels.addSegment({"ring", 1, 0, "", {255, 0, 0}, ""});
    labels.addSegment({"core", 2, 0, "", {0, 255, 0}, "71616004"});
    for (VoxelIndex at; at.z < grid.size().z - 1; ++at.z) {
        for (at.y = 0; at.y < grid.size().y; ++at.y) {
            for (at.x = 0; at.x < grid.size().x; ++at.x) {
                const double radius =
                    std::hypot(static_cast<double>(at.x) - 18, static_cast<double>(at.y) - 16);
                const bool isRing = (radius > 5 && radius < 12) || (radius > 13 && radius < 15);
                labels.set(at, isRing ? 1 : radius < 3 ? 2 : 0);
            }
        }
        labels.set({1, 1, at.z}, 1);
        labels.set({2, 2, at.z}, 1);
    }
    return labels;
}

TEST_F(StructureSet, AnotherReaderFillsTheSameVoxelsHoweverItTreatsNesting) {
    if (!hasPlastimatch()) {
        GTEST_SKIP() << "plastimatch or python3-pydicom is not installed";
    }
    Random random(4);
    for (const Geometry& geometry : {Geometry({40, 36, 4}, {1.5, 1.25, 5}, {-20, -30, 100}),
                                     randomGeometry(random, {40, 36, 4})}) {
        const SourceSeries series = source(geometry);
        const LabelMap labels = rings(series.geometry);
        writeStructureSet(target(), labels, series.files, fixedOptions());
        for (const Nested nested : {Nested::United, Nested::Excluded}) {
            EXPECT_EQ(fillWithPlastimatch(target(), series.geometry, "ring", nested),
                      labels.mask(*labels.findByName("ring")));
        }
        std::istringstream counts(
            readMasks({"rt-references", target(), series.files[0].parent_path()}).out);
        int contours = 0;
        int matched = 0;
        counts >> contours >> matched;
        EXPECT_EQ(contours, 3 * (4 + 1));
        EXPECT_EQ(matched, contours);
    }
}

TEST_F(StructureSet, OutlinesOfAnyLengthAreWritten) {
    const SourceSeries series = source(Geometry({200, 200, 1}, {0.7, 0.7, 3}));
    LabelMap labels(series.geometry);
    labels.addSegment({"comb", 1, 0, "", {1, 2, 3}, ""});
    for (std::int64_t y = 0; y < 200; ++y) {
        for (std::int64_t x = 0; x < 200; ++x) {
            labels.set({x, y, 0}, x == 0 || (y % 2 == 0 && x % 9 != 3) || x % 9 == 4 ? 1 : 0);
        }
    }
    EXPECT_GT(fs::file_size(series.files[0]), 0U);
    expectSameMasks(roundTrip(labels, series).labels, labels);
    EXPECT_GT(fs::file_size(target()), 100000U); // more than an explicit VR allows
}

TEST_F(StructureSet, TheSeedDecidesTheBytes) {
    Random random(5);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 3}));
    const LabelMap labels = sampleLabels(random, series.geometry);
    const auto written = [&](std::uint64_t seed) {
        writeStructureSet(target(), labels, series.files, fixedOptions(seed));
        return readTextFile(target(), 1 << 22);
    };
    const std::string first = written(1);
    EXPECT_EQ(first, written(1));
    EXPECT_NE(first, written(2));
    EXPECT_THAT(first, Not(HasSubstr("Synthetic^Limb")));
}

TEST_F(StructureSet, LongAndOddNamesAreKept) {
    const SourceSeries series = source(Geometry({4, 4, 2}, {1, 1, 3}));
    LabelMap labels(series.geometry);
    std::uint16_t value = 0;
    for (const std::string& name :
         {std::string(200, 'x'), std::string("left\\right"), std::string("Größe")}) {
        labels.addSegment({name, ++value, 0, "", {1, 2, 3}, ""});
        labels.set({value, 0, 0}, value);
    }
    expectSameMasks(roundTrip(labels, series).labels, labels);
}

TEST_F(StructureSet, WithoutASourceItIsWrittenOnlyWhenAsked) {
    Random random(7);
    const LabelMap labels = sampleLabels(random, Geometry({6, 5, 4}, {1, 2, 3}, {9, 8, 7}));
    MaskWriteOptions options = fixedOptions();
    expectError(ErrorCode::InvalidArgument, "refers to the DICOM images it was drawn on",
                [&] { writeStructureSet(target(), labels, {}, options); });
    options.withoutSource = true;
    writeStructureSet(target(), labels, {}, options);
    expectSameMasks(readStructureSet(target(), labels.geometry(), "").labels, labels);
}

TEST_F(StructureSet, ListsWhatItHolds) {
    Random random(8);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 3}));
    writeStructureSet(target(), sampleLabels(random, series.geometry), series.files,
                      fixedOptions());
    EXPECT_TRUE(isStructureSet(target()));
    EXPECT_FALSE(isStructureSet(series.files[0]));
    const MaskSummary summary = summariseStructureSet(target());
    EXPECT_THAT(summary.segments, ElementsAre("Soleus", "Wadenmüskel links", "腓腹筋", "Больше"));
    EXPECT_THAT(summary.referencedSeries, ElementsAre(findSeries(series.files[0]).at(0).id));
    EXPECT_EQ(summary.problem, "");
}

/// One attribute of a good object changed by DCMTK's dcmodify.
class ChangedStructureSet : public StructureSet {
  protected:
    void SetUp() override {
        if (!isInstalled("dcmodify")) {
            GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
        }
    }

    /// A square of voxels 2..4 in slice 1 of five.
    MaskObject changed(const std::vector<std::string>& changes) {
        LabelMap labels(series_.geometry);
        labels.addSegment({"square", 1, 0, "", {1, 2, 3}, ""});
        for (int x = 2; x < 5; ++x) {
            for (int y = 2; y < 5; ++y) {
                labels.set({x, y, 1}, 1);
            }
        }
        writeStructureSet(target(), labels, series_.files, fixedOptions());
        for (const std::string& change : changes) {
            EXPECT_EQ(runProcess({"dcmodify", "-nb", "-i", change, target()}).exitCode, 0);
        }
        return readStructureSet(target(), series_.geometry, findFrame());
    }

    std::string findFrame() { return summariseStructureSet(target()).frameOfReference; }

    const std::string contour_ = "(3006,0039)[0].(3006,0040)[0].";
    const SourceSeries series_ = source(Geometry({8, 8, 5}, {1, 1, 3}));
};

std::string square(double z) {
    std::ostringstream text;
    text << "1.5\\1.5\\" << z << "\\4.5\\1.5\\" << z << "\\4.5\\4.5\\" << z << "\\1.5\\4.5\\" << z;
    return text.str();
}

TEST_F(ChangedStructureSet, ContoursBesideASliceGoToTheNearestWithANote) {
    const MaskObject read = changed({contour_ + "(3006,0050)=" + square(4.2)});
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("up to 1.2 mm beside the slices")));
    EXPECT_EQ(read.labels.at({3, 3, 1}), 1);
    EXPECT_EQ(read.labels.voxels(read.labels.segments()[0]), 9);
    EXPECT_EQ(changed({contour_ + "(3006,0050)=" + square(4.6)}).labels.at({3, 3, 2}), 1);
}

TEST_F(ChangedStructureSet, ContradictionsAreRefused) {
    const auto expectRefused = [&](ErrorCode code, const std::string& reason,
                                   const std::string& change) {
        expectError(code, reason, [&] { changed({change}); });
    };
    expectRefused(ErrorCode::Unsupported, "1.6 mm outside",
                  contour_ + "(3006,0050)=" + square(13.6));
    expectRefused(ErrorCode::InvalidInput, "5 points cannot have 12 coordinates",
                  contour_ + "(3006,0046)=5");
    expectRefused(ErrorCode::InvalidInput, "\"x\" is no number", contour_ + "(3006,0050)=1\\x\\3");
    expectRefused(ErrorCode::InvalidInput, "\"1e9\" is no number",
                  contour_ + "(3006,0050)=1\\2\\1e9");
    expectRefused(ErrorCode::InvalidInput, "refers to ROI \"7\"", "(3006,0039)[0].(3006,0084)=7");
    expectRefused(ErrorCode::Unsupported, "frame of reference \"1.2.3\"",
                  "(3006,0020)[0].(3006,0024)=1.2.3");
}

TEST_F(ChangedStructureSet, OpenContoursAreLeftOutWithANote) {
    const MaskObject read = changed({contour_ + "(3006,0042)=OPEN_PLANAR"});
    EXPECT_EQ(read.labels.voxels(read.labels.segments()[0]), 0);
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("1 points or open contours left out")));
}

TEST_F(ChangedStructureSet, TwoPlanesInOneSliceDoNotCancelOut) {
    const std::string second = "(3006,0039)[0].(3006,0040)[1].";
    const MaskObject read =
        changed({contour_ + "(3006,0050)=" + square(3), second + "(3006,0042)=CLOSED_PLANAR",
                 second + "(3006,0050)=" + square(4)});
    EXPECT_EQ(read.labels.voxels(read.labels.segments()[0]), 9);
}

} // namespace
} // namespace laurel
