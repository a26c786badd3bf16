#include "laurel/workflow/case_numbers.h"

#include "laurel/base/csv.h"
#include "laurel/metrics/statistics_csv.h"

#include <algorithm>

namespace laurel {

std::optional<double> CaseNumbers::largestAreaCm2(const LabelStatistics& label) const {
    std::optional<double> largest;
    for (const SliceStatistics& slice : label.slices) {
        largest = std::max(largest.value_or(0), areaCm2(slice.region));
    }
    return largest;
}

std::int64_t CaseNumbers::slicesInUse() const {
    return std::ssize(slices) - std::ranges::count(slices, SliceState::Empty);
}

std::int64_t CaseNumbers::slicesReviewed() const {
    return std::ranges::count(slices, SliceState::Reviewed);
}

namespace {

AutomaticOverlaps::SliceWanted countedIn(const CaseNumbers& numbers) {
    return [&numbers](std::int64_t slice) {
        return !numbers.onlyReviewed ||
               numbers.slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
    };
}

} // namespace

std::optional<double> CaseNumbers::dice(std::size_t label) const {
    return overlaps.dice(label, countedIn(*this));
}

std::optional<double> CaseNumbers::dice(std::size_t label, std::int64_t slice) const {
    return overlaps.slices() > slice ? overlaps.dice(label, slice) : std::nullopt;
}

std::optional<double> CaseNumbers::diceTogether() const {
    return overlaps.diceOfAll(countedIn(*this));
}

CaseNumbers measureCase(const Volume& image, std::int64_t frame, const LabelMap& labels,
                        const std::vector<SliceState>& slices, bool onlyReviewed,
                        const CancellationToken& cancel) {
    const SliceFilter wanted = [&](std::int64_t slice) {
        cancel.throwIfCancelled();
        return !onlyReviewed || slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
    };
    const Geometry& grid = labels.geometry();
    CaseNumbers numbers;
    numbers.labels = labelStatistics(image, labels, frame, wanted);
    numbers.labels.resize(labels.segments().size()); // what has no name is no segment
    numbers.together = statisticsOfAllLabels(image, labels, frame, wanted);
    numbers.slices = slices;
    numbers.onlyReviewed = onlyReviewed;
    numbers.voxelAreaCm2 = grid.spacing()[0] * grid.spacing()[1] / 100;
    numbers.sliceStepMm = grid.spacing()[2];
    return numbers;
}

CaseNumbers measureCase(const Volume& image, std::int64_t frame, const Segmentation& segmentation,
                        bool onlyReviewed, const CancellationToken& cancel) {
    CaseNumbers numbers =
        measureCase(image, frame, segmentation.labels, segmentation.slices, onlyReviewed, cancel);
    numbers.overlaps = automaticOverlapsOf(segmentation);
    return numbers;
}

std::string numbersCsv(const CaseNumbers& numbers) {
    const ExtraColumn area{"area_cm2", [&](std::size_t label, const SliceStatistics* slice) {
                               return csvNumber(slice == nullptr
                                                    ? numbers.largestAreaCm2(numbers.labels[label])
                                                    : numbers.areaCm2(slice->region));
                           }};
    const ExtraColumn dice{"dice_automatic", [&](std::size_t label, const SliceStatistics* slice) {
                               return csvNumber(slice == nullptr
                                                    ? numbers.dice(label)
                                                    : numbers.dice(label, slice->slice));
                           }};
    const ExtraColumn state{
        "state", [&](std::size_t label, const SliceStatistics* slice) {
            if (slice != nullptr) {
                return std::string(
                    toString(numbers.slices[static_cast<std::size_t>(slice->slice)]));
            }
            const auto& slices = numbers.labels[label].slices;
            const auto reviewed = std::ranges::count_if(slices, [&](const SliceStatistics& own) {
                return numbers.slices[static_cast<std::size_t>(own.slice)] == SliceState::Reviewed;
            });
            return std::to_string(reviewed) + " of " + std::to_string(slices.size()) + " reviewed";
        }};
    return statisticsCsv(numbers.labels, true, {area, state, dice});
}

} // namespace laurel
