#include "laurel/dicom/structure_set.h"

#include "mask_cases.h"
#include "support/child_process.h"
#include "support/expect_error.h"

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

} // namespace
} // namespace laurel
