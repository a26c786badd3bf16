#include "laurel/edit/contour_mask.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"

#include "support/data_folder.h"

#include <chrono>
#include <iostream>
#include <set>

namespace laurel {
namespace {

/// What tracing all masks of one plane direction came to.
struct RoundTrip {
    std::int64_t common = 0;
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::int64_t curves = 0;
    std::int64_t handles = 0;
    std::int64_t planes = 0;
    double worst = 1;
    double seconds = 0;

    double dice() const {
        return 2.0 * static_cast<double>(common) / static_cast<double>(before + after);
    }

    void add(const Mask& mask, const PlaneFrame& frame) {
        const auto start = std::chrono::steady_clock::now();
        const std::vector<Contour> contours = traceContours(mask, frame);
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        const Mask again = rasterised(contours, frame);
        std::int64_t both = 0;
        std::int64_t mine = 0;
        std::int64_t theirs = 0;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            mine += mask[i];
            theirs += again[i];
            both += mask[i] & again[i];
        }
        worst =
            std::min(worst, 2.0 * static_cast<double>(both) / static_cast<double>(mine + theirs));
        common += both;
        before += mine;
        after += theirs;
        ++planes;
        for (const Contour& contour : contours) {
            ++curves;
            handles += std::ssize(contour.handles);
        }
    }
};

RoundTrip roundTripOf(const LabelMap& labels, int axis) {
    RoundTrip trip;
    const GridSize& size = labels.geometry().size();
    for (std::int64_t index = 0; index < size[axis]; ++index) {
        const PlaneFrame frame(labels.geometry(), {axis, index});
        for (const Segment& segment : labels.segments()) {
            const Mask mask = frame.maskOf(labels, segment.layer, segment.value);
            if (std::find(mask.begin(), mask.end(), 1) != mask.end()) {
                trip.add(mask, frame);
            }
        }
    }
    return trip;
}

void expectFaithful(const std::string& name, const LabelMap& labels, int axis) {
    const RoundTrip trip = roundTripOf(labels, axis);
    ASSERT_GT(trip.planes, 0) << name;
    std::cout << name << " axis " << axis << ": Dice " << trip.dice() << ", worst plane "
              << trip.worst << ", " << trip.handles / trip.curves << " handles a curve, "
              << 1000 * trip.seconds / static_cast<double>(trip.planes) << " ms a plane of "
              << trip.planes << "\n";
    EXPECT_GE(trip.dice(), 0.995) << name;
    EXPECT_GE(trip.worst, 0.995) << name;
}

LabelMap labelsOf(const std::filesystem::path& file) {
    LabelMap labels = readNiftiLabels(file);
    labels.nameUnlabelled();
    return labels;
}

TEST(ContourData, RealMasksComeBackFromTheirCurves) {
    LAUREL_REQUIRE_DATA("thigh_labelmaps");
    for (const char* file :
         {"calf_mr/labels.nii.gz", "thigh_mr/labels_cnn.nii.gz",
          "thigh_labelmaps/T1_THIGH_003_0002.nii.gz", "thigh_labelmaps/Fat_HV002_2_0000.nii.gz",
          "thigh_labelmaps/STIR_THIGH_112_0001.nii.gz"}) {
        const LabelMap labels = labelsOf(dataFolder() / file);
        expectFaithful(file, labels, 2);
    }
}

/// Thin voxels: the planes across have rows far higher than columns.
TEST(ContourData, SoDoTheyInTheOtherPlanes) {
    LAUREL_REQUIRE_DATA("calf_mr/labels.nii.gz");
    const LabelMap labels = labelsOf(dataFolder() / "calf_mr/labels.nii.gz");
    expectFaithful("calf_mr", labels, 0);
    expectFaithful("calf_mr", labels, 1);
}

TEST(ContourData, SoDoRoisDrawnByHand) {
    LAUREL_REQUIRE_DATA("leg_manual");
    for (const char* file : {"leg_manual/t1_manual_rois.npz", "leg_manual/pd_manual_rois.npz"}) {
        expectFaithful(file, readArrayLabels(dataFolder() / file), 2);
    }
}

} // namespace
} // namespace laurel
