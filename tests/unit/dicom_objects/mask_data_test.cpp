// Real SEG and RTSTRUCT objects, against readers that share no code with ours.

#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/series.h"
#include "laurel/dicom/structure_set.h"
#include "mask_cases.h"
#include "mask_mutants.h"
#include "other_readers.h"
#include "source_images.h"
#include "support/data_folder.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const fs::path segmentations = "dicom_edge/highdicom/test_files";
const fs::path thigh = "thigh_mr_dicom/STS_001/MR_T1";
const fs::path rtUtils = "dicom_edge/rt-utils";

class RealSegmentation : public ::testing::TestWithParam<const char*> {};

TEST_P(RealSegmentation, HasTheVoxelsThatPydicomSees) {
    const fs::path file = segmentations / GetParam();
    LAUREL_REQUIRE_DATA(file);
    if (!hasPydicom()) {
        GTEST_SKIP() << "python3-pydicom, python3-numpy and python3-nibabel are not installed";
    }
    const MaskObject read = readSegmentationObject(dataFolder() / file);
    const OtherSegmentation other = readWithPydicom(dataFolder() / file);
    EXPECT_EQ(read.labels.geometry().size(), other.size);
    ASSERT_EQ(read.labels.segments().size(), other.segments.size());
    for (std::size_t i = 0; i < other.segments.size(); ++i) {
        EXPECT_TRUE(other.segments[i].starts_with(read.labels.segments()[i].name + "|"));
    }
    EXPECT_EQ(voxelsOfAll(read.labels), other.voxels);
    EXPECT_GT(std::ranges::count(other.voxels, 1), 10);
}

INSTANTIATE_TEST_SUITE_P(Highdicom, RealSegmentation,
                         ::testing::Values("seg_image_ct_binary.dcm",
                                           "seg_image_ct_binary_overlap.dcm",
                                           "seg_image_ct_binary_single_frame.dcm",
                                           "seg_image_ct_binary_fractional.dcm",
                                           "seg_image_ct_true_fractional.dcm"));

TEST(RealSegmentations, RunLengthsDecodeToTheSame) {
    const fs::path file = segmentations / "seg_image_ct_true_fractional.dcm";
    LAUREL_REQUIRE_DATA(file);
    if (!isInstalled("dcmcrle")) {
        GTEST_SKIP() << "dcmcrle (package dcmtk) is not installed";
    }
    const TemporaryFolder folder;
    const fs::path compressed = folder.path() / "rle.dcm";
    ASSERT_EQ(runProcess({"dcmcrle", dataFolder() / file, compressed}).exitCode, 0);
    EXPECT_EQ(readSegmentationObject(compressed).labels,
              readSegmentationObject(dataFolder() / file).labels);
}

struct Refusal {
    const char* file;
    const char* reason;
};

class RefusedSegmentation : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedSegmentation, SaysWhyAlsoInTheListing) {
    const fs::path file = segmentations / GetParam().file;
    LAUREL_REQUIRE_DATA(file);
    EXPECT_TRUE(isSegmentationObject(dataFolder() / file));
    expectError(ErrorCode::Unsupported, GetParam().reason,
                [&] { readSegmentationObject(dataFolder() / file); });
    EXPECT_THAT(summariseSegmentationObject(dataFolder() / file).problem,
                HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Highdicom, RefusedSegmentation,
    ::testing::Values(
        Refusal{"seg_image_sm_control_labelmap.dcm", "type \"LABELMAP\" is not supported"},
        Refusal{"seg_image_sm_control_labelmap_palette_color.dcm", "type \"LABELMAP\""},
        Refusal{"seg_image_sm_dots_tiled_full.dcm", "\"TILED_FULL\""},
        Refusal{"seg_image_sm_control.dcm", "whole-slide image"},
        Refusal{"seg_image_sm_dots.dcm", "whole-slide image"},
        Refusal{"seg_image_sm_numbers.dcm", "whole-slide image"},
        Refusal{"seg_image_cr_binary.dcm", "no valid position"}));

TEST(RealSegmentations, OtherObjectsAreNone) {
    LAUREL_REQUIRE_DATA(segmentations);
    for (const char* name : {"ct_image.dcm", "sr_document.dcm"}) {
        const fs::path file = dataFolder() / segmentations / name;
        EXPECT_FALSE(isSegmentationObject(file));
        EXPECT_FALSE(isStructureSet(file));
        expectError(ErrorCode::InvalidInput, "no DICOM segmentation",
                    [&] { readSegmentationObject(file); });
        expectError(ErrorCode::InvalidInput, "no DICOM structure set",
                    [&] { readStructureSet(file, Geometry(), ""); });
    }
}

SeriesInfo onlySeries(const fs::path& folder) {
    const auto found = findSeries(folder);
    EXPECT_THAT(found, SizeIs(1)) << folder;
    return found.at(0);
}

class RealThigh : public ::testing::Test {
  protected:
    static MaskObject read(const SeriesInfo& series) {
        return readStructureSet(dataFolder() / thigh / "mask/1-1.dcm", series.geometry.value(), "");
    }
    TemporaryFolder folder_;
};

TEST_F(RealThigh, TheTumoursContoursAreFilledAsPlastimatchFillsThem) {
    LAUREL_REQUIRE_DATA(thigh);
    const SeriesInfo series = onlySeries(dataFolder() / thigh / "image");
    const MaskObject structures = read(series);
    EXPECT_THAT(structures.referencedSeries, ElementsAre(series.id));
    ASSERT_THAT(structures.labels.segments(), SizeIs(2));
    if (!hasPlastimatch()) {
        GTEST_SKIP() << "plastimatch or python3-pydicom is not installed";
    }
    for (const Segment& segment : structures.labels.segments()) {
        const Mask ours = structures.labels.mask(segment);
        const Mask theirs = fillWithPlastimatch(dataFolder() / thigh / "mask/1-1.dcm",
                                                *series.geometry, segment.name, Nested::Excluded);
        ASSERT_EQ(ours.size(), theirs.size());
        EXPECT_GT(std::ranges::count(ours, 1), 1000);
        EXPECT_GE(worstDice(ours, theirs, series.size), 0.99) << segment.name;
    }
}

TEST_F(RealThigh, MasksAreWrittenOnItsSlicesAndComeBack) {
    LAUREL_REQUIRE_DATA(thigh);
    const SeriesInfo series = onlySeries(dataFolder() / thigh / "image");
    const LabelMap labels = read(series).labels;
    const fs::path seg = folder_.path() / "seg.dcm";
    writeSegmentationObject(seg, labels, series.files, fixedOptions());
    const MaskObject fromSeg = readSegmentationObject(seg);
    expectSameMasks(fromSeg.labels, labels);
    EXPECT_THAT(fromSeg.referencedSeries, ElementsAre(series.id));
    const fs::path structures = folder_.path() / "structures.dcm";
    writeStructureSet(structures, labels, series.files, fixedOptions());
    const MaskObject again =
        readStructureSet(structures, labels.geometry(), fromSeg.frameOfReference);
    expectSameMasks(again.labels, labels);
    for (const fs::path& file : {seg, structures}) {
        if (isInstalled("dciodvfy")) {
            const auto checked = runProcess({"dciodvfy", "-new", file});
            EXPECT_THAT(checked.err + checked.out, ::testing::Not(HasSubstr("Error")));
        }
    }
    if (hasPydicom()) {
        const fs::path image = dataFolder() / thigh / "image";
        const std::string frames = readMasks({"seg-references", seg, image}).out;
        EXPECT_EQ(frames.substr(0, frames.find(' ')) + "\n", frames.substr(frames.find(' ') + 1));
        const std::string contours = readMasks({"rt-references", structures, image}).out;
        EXPECT_EQ(contours.substr(0, contours.find(' ')) + "\n",
                  contours.substr(contours.find(' ') + 1));
    }
}

TEST_F(RealThigh, AnotherFrameOfReferenceIsRefused) {
    LAUREL_REQUIRE_DATA(thigh);
    const SeriesInfo series = onlySeries(dataFolder() / thigh / "image");
    expectError(ErrorCode::Unsupported, "belong to frame of reference", [&] {
        readStructureSet(dataFolder() / thigh / "mask/1-1.dcm", *series.geometry, "1.2.3");
    });
}

TEST_F(RealThigh, ContoursOutsideTheSlicesAreRefused) {
    LAUREL_REQUIRE_DATA(thigh);
    const Geometry grid = *onlySeries(dataFolder() / thigh / "image").geometry;
    const Geometry fewer({grid.size().x, grid.size().y, 5}, grid.spacing(), grid.origin(),
                         grid.direction());
    expectError(ErrorCode::Unsupported, "mm outside the image's slices",
                [&] { readStructureSet(dataFolder() / thigh / "mask/1-1.dcm", fewer, ""); });
    const Geometry tilted({40, 40, 40}, {5, 5, 5}, grid.origin(),
                          {0.8, 0, 0.6, 0, 1, 0, -0.6, 0, 0.8});
    expectError(ErrorCode::Unsupported, "lie across the image's slices",
                [&] { readStructureSet(dataFolder() / thigh / "mask/1-1.dcm", tilted, ""); });
}

// A source in one multi-frame object: references name its frames.
TEST(RealEnhancedImage, MasksReferToItsFrames) {
    const fs::path folder = "dicom_edge/dicom2nifti/philips_enhanced/anatomical/001";
    LAUREL_REQUIRE_DATA(folder);
    const fs::path image = dataFolder() / folder / "IM-0001-0170-0001.dcm";
    const SourceImages source = readSourceImages({image});
    ASSERT_EQ(source.planes.size(), 8U);
    const SourcePlane& first = source.planes.front();
    std::vector<double> heights;
    for (const SourcePlane& plane : source.planes) {
        heights.push_back(
            along(normalOf(first.plane), difference(plane.plane.position, first.plane.position)));
    }
    std::ranges::sort(heights);
    const double distance =
        (heights.back() - heights.front()) / static_cast<double>(source.planes.size() - 1);
    FramePlane lowest = first.plane;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        lowest.position[axis] += heights.front() * normalOf(first.plane)[axis];
    }
    const Geometry grid = gridOf(lowest, first.columns, first.rows,
                                 static_cast<std::int64_t>(source.planes.size()), distance);
    Random random(12);
    const LabelMap labels = sampleLabels(random, grid);
    const TemporaryFolder scratch;
    const fs::path seg = scratch.path() / "seg.dcm";
    writeSegmentationObject(seg, labels, {image}, fixedOptions());
    expectSameMasks(readSegmentationObject(seg).labels, labels);
    if (isInstalled("dciodvfy")) {
        const auto checked = runProcess({"dciodvfy", "-new", seg});
        EXPECT_THAT(checked.err + checked.out, ::testing::Not(HasSubstr("Error")));
    }
    if (hasPydicom()) {
        const std::string frames = readMasks({"seg-references", seg, image.parent_path()}).out;
        EXPECT_EQ(frames.substr(0, frames.find(' ')) + "\n", frames.substr(frames.find(' ') + 1));
    }
}

class RtUtils : public ::testing::Test {
  protected:
    static fs::path folder() { return dataFolder() / rtUtils / "mock_data"; }
    static Geometry imageGrid() {
        for (const SeriesInfo& series : findSeries(folder())) {
            if (series.geometry) {
                return *series.geometry;
            }
        }
        ADD_FAILURE() << "no image in " << folder();
        return {};
    }
};

TEST_F(RtUtils, ContoursAreFilledAsPlastimatchFillsThem) {
    LAUREL_REQUIRE_DATA(rtUtils);
    EXPECT_TRUE(isStructureSet(folder() / "rt.dcm"));
    const MaskObject read = readStructureSet(folder() / "rt.dcm", imageGrid(), "");
    ASSERT_THAT(read.labels.segments(), SizeIs(1));
    if (!hasPlastimatch()) {
        GTEST_SKIP() << "plastimatch or python3-pydicom is not installed";
    }
    const Mask theirs = fillWithPlastimatch(folder() / "rt.dcm", imageGrid(),
                                            read.labels.segments()[0].name, Nested::Excluded);
    const Mask ours = read.labels.mask(read.labels.segments()[0]);
    EXPECT_GE(worstDice(ours, theirs, imageGrid().size()), 0.99);
}

// Their contours belong to another image, and their references to none.
TEST_F(RtUtils, StructuresOfAnotherImageAreListedButRefused) {
    LAUREL_REQUIRE_DATA(rtUtils);
    for (const char* name : {"invalid_reference_rt.dcm", "non_existent_reference_rt.dcm"}) {
        const MaskSummary summary = summariseStructureSet(folder() / name);
        EXPECT_THAT(summary.segments, ElementsAre("ROI-1", "ROI-2", "ROI-3", "ROI-4")) << name;
        expectError(ErrorCode::Unsupported, "mm outside the image's slices",
                    [&] { readStructureSet(folder() / name, imageGrid(), ""); });
    }
}

class MutatedMasks : public ::testing::TestWithParam<fs::path> {};

TEST_P(MutatedMasks, AreRefusedOrReadWithinBounds) {
    LAUREL_REQUIRE_DATA(GetParam());
    const std::string bytes = readTextFile(dataFolder() / GetParam(), 1 << 26);
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "mutant";
    const Geometry grid({64, 64, 40}, {4, 4, 6}, {-100, -100, 0});
    Random random(11);
    survives(bytes, file, grid);
    const std::int64_t before = peakMemory();
    for (int i = 0; i < 20; ++i) {
        survives(withChangedBytes(bytes, random), file, grid);
        survives(withAbsurdNumber(bytes, random), file, grid);
        survives(bytes.substr(0, somewhere(bytes, random)), file, grid);
    }
    EXPECT_LT(peakMemory() - before, std::int64_t{200} << 20);
}

INSTANTIATE_TEST_SUITE_P(Real, MutatedMasks,
                         ::testing::Values(segmentations / "seg_image_ct_binary_overlap.dcm",
                                           segmentations / "seg_image_ct_true_fractional.dcm",
                                           segmentations / "seg_image_sm_control_labelmap.dcm",
                                           rtUtils / "mock_data/rt.dcm", thigh / "mask/1-1.dcm"));

} // namespace
} // namespace laurel
