#include "series_split.h"
#include "slice_headers.h"

#include "laurel/base/random.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using Slices = std::vector<SliceHeader>;

/// `volumes` stacks of `places` slices, counted as scanners do: place by place or volume by volume.
Slices stacks(int volumes, int places, const std::function<void(SliceHeader&, int volume)>& mark) {
    Slices slices;
    for (int volume = 0; volume < volumes; ++volume) {
        for (int place = 0; place < places; ++place) {
            SliceHeader slice =
                sliceAt(5 * place, "v" + std::to_string(volume) + "_" + std::to_string(place));
            slice.instanceNumber = 1 + volume + volumes * place;
            mark(slice, volume);
            slices.push_back(slice);
        }
    }
    return slices;
}

std::vector<std::string> labelsOf(const std::vector<SlicePart>& parts) {
    std::vector<std::string> labels;
    labels.reserve(parts.size());
    for (const SlicePart& part : parts) {
        labels.push_back(part.label);
    }
    return labels;
}

std::size_t volumesOf(const Slices& slices) {
    return splitSeries(slices).size();
}

TEST(SeriesSplit, OneVolumeStaysOneWithoutALabel) {
    EXPECT_THAT(labelsOf(splitSeries(stackAt({0, 5, 10}))), ElementsAre(""));
}

TEST(SeriesSplit, EchoesAreNamedByNumberAndTime) {
    const auto parts = splitSeries(stacks(2, 4, [](SliceHeader& slice, int volume) {
        slice.trait(Trait::Echo) = volume == 0 ? "2.3" : "4.6";
        slice.echoNumber = std::to_string(volume + 1);
    }));
    EXPECT_THAT(labelsOf(parts), ElementsAre("echo 1 (TE 2.3 ms)", "echo 2 (TE 4.6 ms)"));
    for (const SlicePart& part : parts) {
        ASSERT_THAT(part.slices, SizeIs(4));
        EXPECT_TRUE(std::ranges::all_of(part.slices, [&](const SliceHeader& slice) {
            return slice.trait(Trait::Echo) == part.slices.front().trait(Trait::Echo);
        }));
    }
}

TEST(SeriesSplit, EchoesAreOrderedAsNumbers) {
    const auto parts = splitSeries(stacks(3, 2, [](SliceHeader& slice, int volume) {
        slice.trait(Trait::Echo) = std::array{"10", "9.5", "100"}[static_cast<std::size_t>(volume)];
    }));
    EXPECT_THAT(labelsOf(parts),
                ElementsAre("echo 1 (TE 9.5 ms)", "echo 2 (TE 10 ms)", "echo 3 (TE 100 ms)"));
}

TEST(SeriesSplit, DixonImagesAreNamedByWhatTheyShow) {
    const auto parts = splitSeries(stacks(4, 3, [](SliceHeader& slice, int volume) {
        slice.trait(Trait::ImageType) =
            std::string("ORIGINAL\\PRIMARY\\M\\DIXON\\") +
            std::array{"W", "F", "IP", "OP"}[static_cast<std::size_t>(volume)];
    }));
    EXPECT_THAT(labelsOf(parts), ElementsAre("fat", "in phase", "opposed phase", "water"));
}

TEST(SeriesSplit, TraitsAreCombinedWhereOneIsNotEnough) {
    const auto parts = splitSeries(stacks(4, 3, [](SliceHeader& slice, int volume) {
        slice.trait(Trait::ImageType) = volume % 2 == 0 ? "ORIGINAL\\M" : "ORIGINAL\\P";
        slice.trait(Trait::Echo) = volume < 2 ? "5" : "10";
    }));
    EXPECT_THAT(labelsOf(parts),
                ElementsAre("magnitude, echo 1 (TE 5 ms)", "magnitude, echo 2 (TE 10 ms)",
                            "phase, echo 1 (TE 5 ms)", "phase, echo 2 (TE 10 ms)"));
}

TEST(SeriesSplit, ATraitThatCountsSlicesDoesNotSplit) {
    Slices counting = stackAt({0, 5, 10, 15});
    for (std::size_t i = 0; i < counting.size(); ++i) {
        counting[i].trait(Trait::Acquisition) = std::to_string(i + 1);
        counting[i].trait(Trait::Trigger) = std::to_string(25 * i);
    }
    EXPECT_EQ(volumesOf(counting), 1U);

    // Each image of a cine has a trigger time of its own; only the phase tells them apart.
    int count = 0;
    const auto parts = splitSeries(stacks(3, 5, [&](SliceHeader& slice, int volume) {
        slice.trait(Trait::Trigger) = std::to_string(++count * 17);
        slice.trait(Trait::Time) = std::to_string(volume + 1);
    }));
    EXPECT_THAT(labelsOf(parts), ElementsAre("time 1", "time 2", "time 3"));
}

TEST(SeriesSplit, ADifferenceThatNoVolumeNeedsIsIgnored) {
    Slices slices = stackAt({0, 5, 10, 15});
    slices[0].trait(Trait::ImageType) = "ORIGINAL\\PRIMARY\\M\\NORM";
    slices[2].trait(Trait::Echo) = "4.61";
    EXPECT_EQ(volumesOf(slices), 1U);
}

TEST(SeriesSplit, AMissingSliceIsNoReasonToSplit) {
    Slices slices = stackAt({0, 5, 10, 20}); // as in a real series of two acquisitions
    slices[2].trait(Trait::Acquisition) = slices[3].trait(Trait::Acquisition) = "5";
    EXPECT_EQ(volumesOf(slices), 1U);
}

TEST(SeriesSplit, InterleavedAcquisitionsComeApart) {
    Slices slices = stackAt({0, 5, 10, 15, 2, 7, 12, 17});
    for (std::size_t i = 0; i < slices.size(); ++i) {
        slices[i].trait(Trait::Acquisition) = i < 4 ? "1" : "2";
    }
    EXPECT_THAT(labelsOf(splitSeries(slices)), ElementsAre("acquisition 1", "acquisition 2"));
}

TEST(SeriesSplit, StacksApartFromEachOtherComeApart) {
    Slices slices = stackAt({0, 5, 100, 105});
    for (std::size_t i = 0; i < slices.size(); ++i) {
        slices[i].trait(Trait::Stack) = i < 2 ? "1" : "2";
    }
    EXPECT_THAT(labelsOf(splitSeries(slices)), ElementsAre("stack 1", "stack 2"));
}

TEST(SeriesSplit, OrientationsAndSizesComeApart) {
    Slices localizer = stackAt({0, 0, 0, 5});
    localizer[1].orientation = {0, 1, 0, 0, 0, -1};
    localizer[2].orientation = {1, 0, 0, 0, 0, -1};
    EXPECT_THAT(labelsOf(splitSeries(localizer)), ElementsAre("axial", "sagittal", "coronal"));
    Slices sizes = stackAt({0, 5, 10});
    sizes[1].columns = 8;
    EXPECT_THAT(labelsOf(splitSeries(sizes)), ElementsAre("4×3 pixels", "8×3 pixels"));
}

TEST(SeriesSplit, ARotationIsNotTornIntoSingleImages) {
    Slices rotation;
    for (int i = 0; i < 20; ++i) {
        const double angle = 0.1 * i;
        rotation.push_back(sliceAt(0, "view" + std::to_string(i)));
        rotation.back().orientation = {std::cos(angle), std::sin(angle), 0, 0, 0, -1};
    }
    EXPECT_EQ(volumesOf(rotation), 1U);
}

TEST(SeriesSplit, SideBySideComesApart) {
    Slices slices = stackAt({0, 5, 10, 0, 5, 10});
    for (std::size_t i = 3; i < 6; ++i) {
        (*slices[i].position)[0] = 200; // the other leg
    }
    EXPECT_THAT(labelsOf(splitSeries(slices)), ElementsAre("place 1", "place 2"));
}

TEST(SeriesSplit, WhatNothingTellsApartIsDealtInTheOrderOfNumbers) {
    const auto parts = splitSeries(stacks(3, 4, [](SliceHeader&, int) {}));
    ASSERT_THAT(parts, SizeIs(3));
    EXPECT_EQ(parts[1].label, "image 2 of each place");
    for (std::size_t k = 0; k < 3; ++k) {
        for (const SliceHeader& slice : parts[k].slices) {
            EXPECT_EQ((slice.instanceNumber - 1) % 3, static_cast<std::int64_t>(k));
        }
    }
}

TEST(SeriesSplit, PicturesWithoutAPlaceAreNoVolume) {
    Slices pictures = stackAt({0, 0, 0});
    for (SliceHeader& picture : pictures) {
        picture.position.reset();
        picture.orientation.reset();
    }
    EXPECT_THAT(labelsOf(splitSeries(pictures)),
                ElementsAre("picture 1", "picture 2", "picture 3"));
    pictures[1].position = {0, 0, 5}; // one that lies somewhere: something is wrong
    EXPECT_EQ(volumesOf(pictures), 1U);
}

TEST(SeriesSplit, UnequalDuplicatesStayTogetherForTheLayoutToRefuse) {
    EXPECT_EQ(volumesOf(stackAt({0, 5, 5, 10})), 1U);
}

TEST(SeriesSplit, TheOrderOfFilesDecidesNothingAndNoSliceIsLost) {
    Random random(3);
    for (int round = 0; round < 50; ++round) {
        const int volumes = random.integer(1, 4);
        const int places = random.integer(1, 6);
        const auto trait = static_cast<Trait>(random.integer(0, 9));
        Slices slices = stacks(volumes, places, [&](SliceHeader& slice, int volume) {
            slice.trait(trait) = std::to_string(volume * 3 + 1);
        });
        const auto expected = splitSeries(slices);
        ASSERT_THAT(expected, SizeIs(volumes));
        for (std::size_t i = slices.size(); i > 1; --i) {
            std::swap(slices[i - 1],
                      slices[static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1))]);
        }
        const auto shuffled = splitSeries(slices);
        EXPECT_EQ(labelsOf(shuffled), labelsOf(expected));
        std::set<std::string> files;
        for (std::size_t k = 0; k < shuffled.size(); ++k) {
            EXPECT_THAT(shuffled[k].slices, SizeIs(places));
            for (const SliceHeader& slice : shuffled[k].slices) {
                EXPECT_TRUE(slice.file.string().starts_with("v" + std::to_string(k)));
                files.insert(slice.file);
            }
        }
        EXPECT_EQ(files.size(), static_cast<std::size_t>(volumes * places));
    }
}

} // namespace
} // namespace laurel
