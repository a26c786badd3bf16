#include "other_readers.h"
#include "segmentation_fixture.h"
#include "support/child_process.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(SegmentationObject, ComesBackAsItWasOnObliqueGrids) {
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

TEST_F(SegmentationObject, AnyOrderOfAxesIsTurnedToTheSource) {
    Random random(2);
    const SourceSeries series = source(randomGeometry(random, {7, 6, 5}));
    const LabelMap labels = sampleLabels(random, series.geometry);
    for (const Orientation& order : allOrientations()) {
        const LabelMap turned = reorient(labels, order);
        SCOPED_TRACE(order.letters());
        expectSameMasks(roundTrip(turned, series).labels, turned);
    }
}

TEST_F(SegmentationObject, AValidatorFindsNoError) {
    if (!isInstalled("dciodvfy")) {
        GTEST_SKIP() << "dciodvfy (package dicom3tools) is not installed";
    }
    Random random(3);
    const SourceSeries series = source(randomGeometry(random, {9, 8, 4}));
    for (const PatientFields fields : {PatientFields::Removed, PatientFields::Copied}) {
        MaskWriteOptions options = fixedOptions();
        options.patient = fields;
        writeSegmentationObject(target(), sampleLabels(random, series.geometry), series.files,
                                options);
        const auto result = runProcess({"dciodvfy", "-new", target()});
        EXPECT_THAT(result.err + result.out, HasSubstr("Segmentation"));
        EXPECT_THAT(result.err + result.out, Not(HasSubstr("Error")));
    }
}

TEST_F(SegmentationObject, AnotherReaderSeesTheSameMasks) {
    if (!hasPydicom()) {
        GTEST_SKIP() << "python3-pydicom, python3-numpy and python3-nibabel are not installed";
    }
    Random random(4);
    for (int i = 0; i < 3; ++i) {
        const SourceSeries series = source(randomGeometry(random, {11, 7, 6}));
        const LabelMap labels = sampleLabels(random, series.geometry);
        writeSegmentationObject(target(), labels, series.files, fixedOptions());
        const OtherSegmentation other = readWithPydicom(target());
        EXPECT_EQ(other.size, series.geometry.size());
        EXPECT_THAT(other.segments, ElementsAre("Soleus|SCT|45321001|SEMIAUTOMATIC",
                                                "Wadenmüskel links|SCT|85756007|SEMIAUTOMATIC",
                                                "腓腹筋|SCT|85756007|SEMIAUTOMATIC",
                                                "Больше|SCT|85756007|SEMIAUTOMATIC"));
        EXPECT_EQ(other.voxels, voxelsOfAll(labels));
        std::istringstream counts(
            readMasks({"seg-references", target(), series.files[0].parent_path()}).out);
        int frames = 0;
        int matched = 0;
        counts >> frames >> matched;
        EXPECT_GE(frames, 6);
        EXPECT_EQ(matched, frames);
    }
}

TEST_F(SegmentationObject, AnotherReaderFindsTheSides) {
    if (!hasPydicom() || !isInstalled("dciodvfy") || !isInstalled("dcmodify")) {
        GTEST_SKIP() << "python3-pydicom, python3-nibabel, dicom3tools or dcmtk is not installed";
    }
    const SourceSeries series = source(Geometry({5, 4, 2}, {1, 2, 3}));
    LabelMap labels(series.geometry);
    labels.addSegment({"Soleus_L", 1, 0, "", {1, 2, 3}, "45321001"});
    labels.addSegment({"Soleus_R", 2, 0, "", {4, 5, 6}, "45321001"});
    labels.addSegment({"Fat_R", 3, 0, "", {7, 8, 9}, ""});
    labels.addSegment({"Other", 4, 0, "", {7, 8, 9}, ""});
    labels.set({1, 1, 1}, 2);
    expectSameMasks(roundTrip(labels, series).labels, labels);
    EXPECT_THAT(readWithPydicom(target()).segments,
                ElementsAre("Soleus_L|SCT|45321001|SEMIAUTOMATIC|left",
                            "Soleus_R|SCT|45321001|SEMIAUTOMATIC|right",
                            "Fat_R|SCT|85756007|SEMIAUTOMATIC|right",
                            "Other|SCT|85756007|SEMIAUTOMATIC"));
    EXPECT_EQ(readMasks({"seg-categories", target()}).out, "True\nTrue\nTrue\nTrue\n");
    const auto result = runProcess({"dciodvfy", "-new", target()});
    EXPECT_THAT(result.err + result.out, Not(HasSubstr("Error")));
    // As other tools write them: one name, told apart by the modifier.
    for (const char* item : {"[0]", "[1]"}) {
        const std::string segment = std::string("(0062,0002)") + item;
        ASSERT_EQ(runProcess({"dcmodify", "-nb", "-m", segment + ".(0062,0005)=Soleus", "-e",
                              segment + ".(0062,0006)", target()})
                      .exitCode,
                  0);
    }
    expectSameMasks(readSegmentationObject(target()).labels, labels);
}

TEST_F(SegmentationObject, TheSeedDecidesTheBytes) {
    Random random(5);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 3}));
    const LabelMap labels = sampleLabels(random, series.geometry);
    const auto written = [&](const MaskWriteOptions& options) {
        writeSegmentationObject(target(), labels, series.files, options);
        return readTextFile(target(), 1 << 20);
    };
    const std::string first = written(fixedOptions(1));
    EXPECT_EQ(first, written(fixedOptions(1)));
    EXPECT_NE(first, written(fixedOptions(2)));
    MaskWriteOptions random_ = fixedOptions();
    random_.seed.reset();
    EXPECT_NE(written(random_), written(random_));
}

TEST_F(SegmentationObject, PatientFieldsAreCopiedOnlyWhenAsked) {
    Random random(6);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 3}));
    const LabelMap labels = sampleLabels(random, series.geometry);
    MaskWriteOptions options = fixedOptions();
    writeSegmentationObject(target(), labels, series.files, options);
    EXPECT_THAT(readTextFile(target(), 1 << 20), Not(HasSubstr("Synthetic^Limb")));
    options.patient = PatientFields::Copied;
    writeSegmentationObject(target(), labels, series.files, options);
    EXPECT_THAT(readTextFile(target(), 1 << 20), HasSubstr("Synthetic^Limb"));
}

TEST_F(SegmentationObject, CopiedFieldsAreInUnicodeWhateverTheSourceUsed) {
    if (!isInstalled("dcmodify")) {
        GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
    }
    Random random(6);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 1}));
    ASSERT_EQ(runProcess({"dcmodify", "-nb", "-i", "(0008,0005)=ISO_IR 144", "-i",
                          "(0010,0010)=\xBB\xEE\xDA\xE1", "-i", "(0008,1030)=\xBD\xDE\xD3\xD0",
                          series.files[0]})
                  .exitCode,
              0);
    MaskWriteOptions options = fixedOptions();
    options.patient = PatientFields::Copied;
    writeSegmentationObject(target(), sampleLabels(random, series.geometry), series.files, options);
    const std::string bytes = readTextFile(target(), 1 << 20);
    EXPECT_THAT(bytes, HasSubstr("ISO_IR 192"));
    EXPECT_THAT(bytes, HasSubstr("Люкс"));
    EXPECT_THAT(bytes, HasSubstr("Нога"));
    writeSegmentationObject(target(), sampleLabels(random, series.geometry), series.files,
                            fixedOptions());
    EXPECT_THAT(readTextFile(target(), 1 << 20), Not(HasSubstr("Люкс")));
}

TEST_F(SegmentationObject, LongAndOddNamesAreKept) {
    const SourceSeries series = source(Geometry({4, 4, 2}, {1, 1, 3}));
    LabelMap labels(series.geometry);
    std::string longName;
    for (int i = 0; i < 40; ++i) {
        longName += "Müskel";
    }
    const std::vector<std::string> names{longName, "left\\right", "a|b=c^d", "Soleus", "soleus"};
    std::uint16_t value = 0;
    for (const std::string& name : names) {
        labels.addSegment({name, ++value, 0, "", {1, 2, 3}, ""});
        labels.set({value % 4, value / 4, 0}, value);
    }
    labels.set({3, 3, 1}, 77); // without a name
    const MaskObject read = roundTrip(labels, series);
    labels.nameUnlabelled();
    expectSameMasks(read.labels, labels);
    if (isInstalled("dciodvfy")) {
        const auto result = runProcess({"dciodvfy", "-new", target()});
        EXPECT_THAT(result.err + result.out, Not(HasSubstr("Error")));
    }
}

TEST_F(SegmentationObject, SlicesWithoutMaskDoNotShortenTheGrid) {
    const SourceSeries series = source(Geometry({5, 4, 9}, {1, 2, 3}));
    LabelMap labels(series.geometry);
    labels.addSegment({"A", 1, 0, "", {9, 8, 7}, ""});
    labels.addSegment({"B", 2, 0, "", {7, 8, 9}, ""});
    labels.set({1, 2, 4}, 2);
    const MaskObject read = roundTrip(labels, series);
    EXPECT_TRUE(read.labels.geometry().sameGridAs(labels.geometry()));
    expectSameMasks(read.labels, labels);
}

TEST_F(SegmentationObject, APartOfTheSourcesSlicesIsEnough) {
    const Geometry whole({5, 4, 9}, {1, 2, 3});
    const SourceSeries series = source(whole);
    LabelMap labels(Geometry({5, 4, 3}, {1, 2, 3}, whole.toWorld(VoxelIndex{0, 0, 4})));
    labels.addSegment({"A", 1, 0, "", {9, 8, 7}, ""});
    labels.set({1, 2, 1}, 1);
    expectSameMasks(roundTrip(labels, series).labels, labels);
}

TEST_F(SegmentationObject, OneSliceKeepsItsThickness) {
    const SourceSeries series = source(Geometry({5, 4, 1}, {1, 2, 7}));
    LabelMap labels(series.geometry);
    labels.addSegment({"A", 1, 0, "", {9, 8, 7}, ""});
    labels.set({4, 3, 0}, 1);
    const MaskObject read = roundTrip(labels, series);
    EXPECT_DOUBLE_EQ(read.labels.geometry().spacing()[2], 7);
    expectSameMasks(read.labels, labels);
}

TEST_F(SegmentationObject, GridsOffTheSourcesPlanesAreRefusedWithBothDescribed) {
    const SourceSeries series = source(Geometry({5, 4, 3}, {1, 2, 3}));
    for (const Geometry& other :
         {Geometry({5, 4, 3}, {1, 2, 3}, {0, 0, 1}), Geometry({5, 4, 3}, {1, 2, 3}, {0.3, 0, 0}),
          Geometry({5, 4, 4}, {1, 2, 3}), Geometry({4, 4, 3}, {1, 2, 3}),
          Geometry({5, 4, 3}, {1.1, 2, 3})}) {
        LabelMap labels(other);
        labels.addSegment({"A", 1, 0, "", {}, ""});
        const auto write = [&] {
            writeSegmentationObject(target(), labels, series.files, fixedOptions());
        };
        expectError(ErrorCode::InvalidInput, "the mask has " + other.describe(), write);
        expectError(ErrorCode::InvalidInput, "the source has 3 planes of 5×4 pixels of 1×2 mm",
                    write);
        EXPECT_FALSE(fs::exists(target()));
    }
}

TEST_F(SegmentationObject, WithoutASourceItIsWrittenOnlyWhenAsked) {
    Random random(7);
    const Geometry grid = reorient(Geometry({6, 5, 4}, {1, 2, 3}, {9, 8, 7}), Orientation("LPS"));
    const LabelMap labels = sampleLabels(random, grid);
    MaskWriteOptions options = fixedOptions();
    expectError(ErrorCode::InvalidArgument, "refers to the DICOM images it was drawn on",
                [&] { writeSegmentationObject(target(), labels, {}, options); });
    options.withoutSource = true;
    writeSegmentationObject(target(), labels, {}, options);
    const MaskObject read = readSegmentationObject(target());
    expectSameMasks(read.labels, labels);
    EXPECT_THAT(read.referencedSeries, IsEmpty());
    EXPECT_THAT(read.frameOfReference, HasSubstr("2.25."));
}

TEST_F(SegmentationObject, SourcesOfSeveralStudiesAreRefused) {
    const Geometry grid({5, 4, 3}, {1, 2, 3});
    SourceSeries series = source(grid);
    series.files.push_back(source(grid).files[0]);
    LabelMap labels(grid);
    labels.addSegment({"A", 1, 0, "", {}, ""});
    expectError(ErrorCode::InvalidInput, "belongs to another study",
                [&] { writeSegmentationObject(target(), labels, series.files, fixedOptions()); });
    expectError(ErrorCode::NotFound, "no/such",
                [&] { writeSegmentationObject(target(), labels, {"no/such"}, fixedOptions()); });
    expectError(ErrorCode::InvalidArgument, "at least one segment", [&] {
        writeSegmentationObject(target(), LabelMap(grid), series.files, fixedOptions());
    });
}

TEST_F(SegmentationObject, ListsWhatItHolds) {
    Random random(8);
    const SourceSeries series = source(randomGeometry(random, {6, 5, 3}));
    MaskWriteOptions options = fixedOptions();
    options.description = "Wade – Prüfung";
    writeSegmentationObject(target(), sampleLabels(random, series.geometry), series.files, options);
    EXPECT_TRUE(isSegmentationObject(target()));
    EXPECT_FALSE(isSegmentationObject(series.files[0]));
    EXPECT_FALSE(isSegmentationObject("no/such"));
    const MaskSummary summary = summariseSegmentationObject(target());
    EXPECT_EQ(summary.description, "Wade – Prüfung");
    EXPECT_THAT(summary.segments, ElementsAre("Soleus", "Wadenmüskel links", "腓腹筋", "Больше"));
    EXPECT_THAT(summary.referencedSeries, SizeIs(1));
    EXPECT_EQ(summary.problem, "");
}

TEST_F(SegmentationObject, ALayerTooManyIsRefusedBeforeItIsMade) {
    Random random(9);
    const SourceSeries series = source(Geometry({6, 5, 3}, {1, 1, 1}));
    LabelMap labels(series.geometry, 2);
    for (int layer = 0; layer < 2; ++layer) {
        labels.addSegment({"L" + std::to_string(layer), 1, layer, "", {}, ""});
        labels.set({1, 1, 1}, 1, layer);
    }
    writeSegmentationObject(target(), labels, series.files, fixedOptions());
    const std::uint64_t oneLayer = 6 * 5 * 3 * 2;
    EXPECT_EQ(readSegmentationObject(target(), {2 * oneLayer}).labels.layers(), 2);
    for (const std::uint64_t limit : {2 * oneLayer - 1, oneLayer - 1}) {
        expectError(ErrorCode::LimitExceeded, "more than " + std::to_string(limit),
                    [&] { readSegmentationObject(target(), {limit}); });
    }
}

} // namespace
} // namespace laurel
