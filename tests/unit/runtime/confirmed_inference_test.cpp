#include "laurel/runtime/confirmed_inference.h"

#include <gtest/gtest.h>
#include <map>

namespace laurel {

namespace {

constexpr std::size_t pixels = 10'000;

/// Finds label 1 on the first half of each plane, but on its first `missed` pixels.
class HalfFinder final : public PlaneInference {
  public:
    HalfFinder(std::string name, std::size_t missed, std::vector<std::size_t>& planes)
        : name_(std::move(name)), missed_(missed), planes_(planes) {}

    std::string name() const override { return name_; }

    void run(const PlaneJob& job, SegmentTimes&, const CancellationToken& cancel) override {
        planes_.push_back(job.count);
        for (std::size_t index = 0; index < job.count; ++index) {
            cancel.throwIfCancelled();
            std::vector<float> probabilities(2 * pixels, 0.5F);
            for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
                const bool isFound = pixel < pixels / 2 && pixel >= missed_;
                probabilities[pixels + pixel] = isFound ? 0.6F : 0.4F;
            }
            job.take(index, job.plane(index), probabilities);
        }
    }

  private:
    std::string name_;
    std::size_t missed_;
    std::vector<std::size_t>& planes_;
};

struct Outcome {
    std::string engine;
    std::string note;
    std::vector<std::size_t> fastRuns; ///< planes of each
    std::vector<std::size_t> provenRuns;
    std::map<std::size_t, int> taken; ///< calls by plane
};

Outcome runWith(std::size_t missed, std::size_t planes) {
    Outcome outcome;
    ConfirmedInference inference(std::make_unique<HalfFinder>("quick", missed, outcome.fastRuns),
                                 std::make_unique<HalfFinder>("sure", 0, outcome.provenRuns));
    NetworkPlane plane{{100, 100}, std::vector<float>(pixels), {}};
    const PlaneJob job{planes, [&](std::size_t) { return plane; },
                       [&](std::size_t index, const NetworkPlane&, std::span<const float>) {
                           ++outcome.taken[index];
                       }};
    SegmentTimes seconds;
    inference.run(job, seconds, {});
    outcome.engine = inference.name();
    outcome.note = inference.note();
    return outcome;
}

// Of 5000 pixels that one finds, 10 that the other misses leave a Dice of 2·4990 / 9990 = 0.99900,
// 11 of 0.99890.
TEST(ConfirmedInference, TheFastOneGoesOnWhereItsMasksAreTheSame) {
    const Outcome outcome = runWith(9, 40);
    EXPECT_EQ(outcome.engine, "quick");
    EXPECT_EQ(outcome.note, "");
    EXPECT_EQ(outcome.fastRuns, (std::vector<std::size_t>{3, 40}));
    EXPECT_EQ(outcome.provenRuns, (std::vector<std::size_t>{3}));
    EXPECT_EQ(outcome.taken.size(), 40U);
    EXPECT_EQ(outcome.taken.at(20), 1); // what was compared is not handed on twice
}

TEST(ConfirmedInference, TheProvenOneComputesWhereMasksDiffer) {
    const Outcome outcome = runWith(11, 40);
    EXPECT_EQ(outcome.engine, "sure");
    EXPECT_NE(outcome.note.find("quick gives other masks"), std::string::npos) << outcome.note;
    EXPECT_NE(outcome.note.find("0.9989, expected at least 0.999"), std::string::npos)
        << outcome.note;
    EXPECT_EQ(outcome.provenRuns, (std::vector<std::size_t>{3, 40}));
    EXPECT_EQ(outcome.taken.size(), 40U);
}

TEST(ConfirmedInference, FewPlanesAreEachComparedOnce) {
    EXPECT_EQ(runWith(0, 1).fastRuns, (std::vector<std::size_t>{1, 1}));
    EXPECT_EQ(runWith(0, 2).fastRuns, (std::vector<std::size_t>{2, 2}));
    EXPECT_EQ(runWith(0, 0).taken.size(), 0U);
}

} // namespace

} // namespace laurel
