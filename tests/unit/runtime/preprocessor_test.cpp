#include "laurel/runtime/preprocessor.h"

#include "drawn_case.h"
#include "intensity.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/postprocessor.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>
#include <limits>

namespace laurel {

namespace {

/// Probability 1 for each pixel's label.
std::vector<float> oneHot(const std::vector<std::uint16_t>& labels, std::size_t classes) {
    std::vector<float> probabilities(labels.size() * classes, 0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        probabilities[labels[i] * labels.size() + i] = 1;
    }
    return probabilities;
}

/// A perfect network: reference planes painted back.
LabelMap paintedBack(const ModelManifest& manifest, const TrainingCase& example) {
    const Preprocessor preprocessor(manifest);
    const Postprocessor postprocessor(manifest);
    LabelMap result = postprocessor.blank(
        reorient(example.image.geometry(), Orientation(manifest.input.orientation)));
    for (const ReferencePlane& plane : preprocessor.referencePlanes(example)) {
        postprocessor.paint(result, plane.placement, plane.input.size, oneHot(plane.labels, 4));
    }
    return postprocessor.finish(std::move(result), example.image.geometry(), std::nullopt, {});
}

TEST(Preprocessor, APerfectNetworkGivesTheReferenceBack) {
    const TrainingCase drawn = drawBothLegs();
    for (const std::string letters : {"LPS", "RAS", "SRP", "AIL"}) {
        SCOPED_TRACE(letters);
        const TrainingCase turned{reorient(drawn.image, Orientation(letters)),
                                  reorient(drawn.labels, Orientation(letters))};
        const LabelMap back = paintedBack(drawnManifest(), turned);
        EXPECT_TRUE(back.geometry().sameGridAs(turned.image.geometry()));
        for (const Segment& segment : turned.labels.segments()) {
            EXPECT_GT(diceOf(back, turned.labels, segment.name), 0.97) << segment.name;
        }
    }
}

TEST(Preprocessor, PlacesEveryLimbOfEverySliceAndShowsItWhole) {
    const TrainingCase drawn = drawBothLegs();
    const auto planes = Preprocessor(drawnManifest()).referencePlanes(drawn);
    ASSERT_EQ(planes.size(), 10U);
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const ReferencePlane& plane = planes[i];
        EXPECT_EQ(plane.placement.slice, static_cast<std::int64_t>(i / 2));
        EXPECT_EQ(plane.placement.side, i % 2 == 0 ? PlaneSide::Right : PlaneSide::Left);
        EXPECT_EQ(plane.input.size, (PlaneSize{112, 96}));
        double shown = 0;
        for (const std::uint8_t pixel : plane.input.body) {
            shown += pixel;
        }
        // The limb is a disc of 50 mm; its body may reach into air by a coarse pixel and a blur.
        const double radius = std::sqrt(shown * 1.25 * 1.25 / 3.14159);
        EXPECT_GT(radius, 49.5);
        EXPECT_LT(radius, 54);
    }
}

TEST(Preprocessor, RightLimbsLookLikeLeftOnes) {
    const auto planes = Preprocessor(drawnManifest()).referencePlanes(drawBothLegs());
    for (const ReferencePlane& plane : planes) {
        EXPECT_EQ(plane.placement.sampling.columnStep < 0,
                  plane.placement.side == PlaneSide::Right);
        // A left limb's medial side lies at low columns; so must a mirrored right one's.
        double inner = 0, innerCount = 0, all = 0, allCount = 0;
        for (std::size_t i = 0; i < plane.labels.size(); ++i) {
            const auto column = static_cast<double>(i % 96);
            inner += plane.labels[i] == 2 ? column : 0;
            innerCount += plane.labels[i] == 2 ? 1 : 0;
            all += plane.input.body[i] != 0 ? column : 0;
            allCount += plane.input.body[i] != 0 ? 1 : 0;
        }
        EXPECT_LT(inner / innerCount, all / allCount - 10);
    }
}

TEST(Preprocessor, TheOtherLimbIsBlank) {
    // Limbs 4 mm apart: each plane reaches far into its neighbour's half.
    LimbPicture picture(128, 256, 1, 0);
    picture.limb(64, 75, 45).limb(64, 169, 45);
    const Geometry geometry({256, 128, 1}, {1, 1, 5});
    const Preprocessor preprocessor(drawnManifest());
    const PreparedCase prepared = preprocessor.prepare(Volume(geometry, picture.pixels), {}, {});
    ASSERT_EQ(prepared.placements().size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const NetworkPlane plane = prepared.plane(i);
        double bright = 0;
        for (std::size_t pixel = 0; pixel < plane.image.size(); ++pixel) {
            bright += plane.image[pixel] > 0.1 ? 1 : 0;
        }
        // One disc of radius 45 mm less its bone, not parts of two.
        EXPECT_NEAR(bright * 1.25 * 1.25, 3.14159 * (45 * 45 - 9 * 13.5), 350);
    }
}

TEST(Preprocessor, GivesTheSamePlanesForEveryOrientationOfTheFile) {
    const TrainingCase drawn = drawBothLegs();
    const Preprocessor preprocessor(drawnManifest());
    const PreparedCase expected = preprocessor.prepare(drawn.image, {}, {});
    const PreparedCase turned =
        preprocessor.prepare(reorient(drawn.image, Orientation("SAR")), {}, {});
    ASSERT_EQ(turned.placements().size(), expected.placements().size());
    for (std::size_t i = 0; i < expected.placements().size(); ++i) {
        EXPECT_EQ(turned.plane(i).image, expected.plane(i).image);
    }
}

TEST(Preprocessor, OneSidedReferenceSaysWhichLimbTheImageShows) {
    LimbPicture picture(128, 128, 1, 5);
    picture.limb(64, 80, 45); // in the half where a left limb would be
    const Geometry geometry({128, 128, 1}, {1, 1, 5});
    TrainingCase example{Volume(geometry, picture.pixels), LabelMap(geometry)};
    example.labels.addSegment(
        {.name = "Front_R", .value = 7, .layer = 0, .abbreviation = {}, .color = {}, .snomed = {}});
    const auto planes = Preprocessor(drawnManifest()).referencePlanes(example);
    ASSERT_EQ(planes.size(), 1U);
    EXPECT_EQ(planes[0].placement.side, PlaneSide::Right);
}

TEST(Preprocessor, LeavesOutTheSideWithoutReference) {
    TrainingCase drawn = drawBothLegs();
    LabelMap leftOnly(drawn.labels.geometry(),
                      {drawn.labels.layer(0).begin(), drawn.labels.layer(0).end()});
    leftOnly.addSegment(*drawn.labels.findByName("Inner_L"));
    drawn.labels = leftOnly;
    const auto planes = Preprocessor(drawnManifest()).referencePlanes(drawn);
    ASSERT_EQ(planes.size(), 5U);
    for (const ReferencePlane& plane : planes) {
        EXPECT_EQ(plane.placement.side, PlaneSide::Left);
        for (const std::uint16_t label : plane.labels) {
            EXPECT_TRUE(label == 0 || label == 2);
        }
    }
}

TEST(Preprocessor, OneSidedModelsSeeTheirLimbOnly) {
    const TrainingCase drawn = drawBothLegs();
    for (const auto& [laterality, side] : {std::pair{Laterality::Left, PlaneSide::Left},
                                           std::pair{Laterality::Right, PlaneSide::Right}}) {
        const PreparedCase prepared =
            Preprocessor(drawnManifest(laterality)).prepare(drawn.image, {}, {});
        ASSERT_EQ(prepared.placements().size(), 5U);
        for (const PlanePlacement& placement : prepared.placements()) {
            EXPECT_EQ(placement.side, side);
            EXPECT_GT(placement.sampling.columnStep, 0) << "never mirrored";
        }
    }
}

TEST(Preprocessor, WithoutLateralityOnePlaneShowsTheWholeSlice) {
    const PreparedCase prepared =
        Preprocessor(drawnManifest(Laterality::None)).prepare(drawBothLegs().image, {}, {});
    ASSERT_EQ(prepared.placements().size(), 5U);
    EXPECT_EQ(prepared.placements()[0].side, PlaneSide::Whole);
}

TEST(Preprocessor, PlacesOnlyTheSlicesAskedFor) {
    const TrainingCase drawn = drawBothLegs();
    const Preprocessor preprocessor(drawnManifest());
    PrepareOptions options;
    options.slices = SliceRange{1, 2};
    const PreparedCase upright = preprocessor.prepare(drawn.image, options, {});
    ASSERT_EQ(upright.placements().size(), 4U);
    EXPECT_EQ(upright.placements()[0].slice, 1);
    // In "LPI" the file's slices 1 and 2 are the canonical 3 and 2.
    const PreparedCase reversed =
        preprocessor.prepare(reorient(drawn.image, Orientation("LPI")), options, {});
    ASSERT_EQ(reversed.placements().size(), 4U);
    EXPECT_EQ(reversed.placements()[0].slice, 2);
    EXPECT_EQ(reversed.placements()[3].slice, 3);
    // A sagittal file's slices cross all axial ones.
    const PreparedCase sagittal =
        preprocessor.prepare(reorient(drawn.image, Orientation("PSL")), options, {});
    EXPECT_EQ(sagittal.placements().size(), 10U);
}

TEST(Preprocessor, SurvivesWhatFilesHold) {
    const Preprocessor preprocessor(drawnManifest());
    const Geometry geometry({64, 48, 2}, {2, 2, 5});
    std::vector<float> pixels(64 * 48 * 2, 0);
    EXPECT_TRUE(preprocessor.prepare(Volume(geometry, pixels), {}, {}).placements().empty());
    Random random(1);
    for (float& pixel : pixels) {
        pixel = random.chance(0.3) ? std::numeric_limits<float>::quiet_NaN()
                                   : static_cast<float>(random.uniform(0, 100));
    }
    for (std::int64_t r = 10; r < 40; ++r) {
        for (std::int64_t c = 8; c < 30; ++c) {
            pixels[static_cast<std::size_t>(64 * r + c)] = 3e38F;
        }
    }
    pixels[0] = std::numeric_limits<float>::infinity();
    const PreparedCase prepared = preprocessor.prepare(Volume(geometry, pixels), {}, {});
    for (std::size_t i = 0; i < prepared.placements().size(); ++i) {
        for (const float pixel : prepared.plane(i).image) {
            ASSERT_TRUE(pixel >= 0 && pixel <= 1);
        }
    }
}

TEST(Preprocessor, RefusesWhatDoesNotFit) {
    const TrainingCase drawn = drawBothLegs();
    const Preprocessor preprocessor(drawnManifest());
    Volume ct = drawn.image;
    ct.modality = "CT";
    expectError(ErrorCode::InvalidInput, "expects modality MR, not CT",
                [&] { preprocessor.prepare(ct, {}, {}); });
    PrepareOptions second;
    second.frame = 1;
    expectError(ErrorCode::InvalidInput, "frame 1 of 1",
                [&] { preprocessor.prepare(drawn.image, second, {}); });
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "",
                [&] { preprocessor.prepare(drawn.image, {}, source.token()); });
    expectError(ErrorCode::InvalidInput, "must lie on its image's grid", [&] {
        preprocessor.referencePlanes({drawn.image, LabelMap(Geometry({2, 2, 2}, {1, 1, 1}))});
    });
    expectError(ErrorCode::InvalidInput, "such as Front_L", [&] {
        preprocessor.referencePlanes({drawn.image, LabelMap(drawn.image.geometry())});
    });
}

TEST(Preprocessor, NamesTheFieldThatThisBuildCannotServe) {
    const auto expectUnsupported = [](const std::string& field, auto change) {
        ModelManifest manifest = drawnManifest();
        change(manifest.input);
        expectError(ErrorCode::Unsupported, field, [&] { Preprocessor unused(manifest); });
    };
    expectUnsupported("input.axes", [](ModelInput& input) { input.axes = 3; });
    expectUnsupported("input.channels", [](ModelInput& input) { input.channels = 2; });
    expectUnsupported("input.laterality", [](ModelInput& input) { input.orientation = "PSL"; });
}

TEST(Normalise, MapsPercentilesOfTheBodyAsNumpyDefinesThem) {
    ModelInput input; // 1 and 99
    std::vector<float> image(120);
    Mask body(120, 0);
    for (std::size_t i = 0; i < 120; ++i) {
        image[i] = static_cast<float>(i);
        body[i] = i < 100 ? 1 : 0; // 0 to 99
    }
    normalise(image, body, input);
    // numpy.percentile(range(100), [1, 99]) = 0.99, 98.01
    EXPECT_FLOAT_EQ(image[50], (50 - 0.99F) / 97.02F);
    EXPECT_EQ(image[0], 0);
    EXPECT_EQ(image[119], 1);
}

TEST(Normalise, CentresAndScalesByTheBodyForZScore) {
    ModelInput input;
    input.normalisation = Normalisation::ZScore;
    std::vector<float> image(102, 3);
    Mask body(102, 1);
    for (std::size_t i = 0; i < 50; ++i) {
        image[i] = 1; // body: 50 of 1, 50 of 3: mean 2, deviation 1
    }
    image[100] = 2.5;
    image[101] = 1e6;
    body[100] = body[101] = 0;
    normalise(image, body, input);
    EXPECT_FLOAT_EQ(image[0], -1);
    EXPECT_FLOAT_EQ(image[99], 1);
    EXPECT_FLOAT_EQ(image[100], 0.5);
    EXPECT_FLOAT_EQ(image[101], 5);
}

TEST(Normalise, MapsAWindowWhateverTheBody) {
    ModelInput input;
    input.normalisation = Normalisation::Window;
    input.windowLow = -150; // HU: fat is -100, muscle 50, bone 700
    input.windowHigh = 250;
    std::vector<float> image{-1000, -100, 50, 700};
    normalise(image, Mask(4, 0), input);
    EXPECT_EQ(image, (std::vector<float>{0, 0.125, 0.5, 1}));
}

TEST(Normalise, LeavesAPlaneWithoutContrastConstant) {
    for (const Normalisation kind : {Normalisation::Percentile, Normalisation::ZScore}) {
        ModelInput input;
        input.normalisation = kind;
        std::vector<float> image(100, 7);
        normalise(image, Mask(100, 1), input);
        EXPECT_EQ(image, std::vector<float>(100, 0));
    }
}

} // namespace

} // namespace laurel
