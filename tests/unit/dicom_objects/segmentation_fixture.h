#pragma once

#include "mask_cases.h"

#include "laurel/dicom/segmentation_object.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace laurel {

/// A folder with source series and one segmentation object on them.
class SegmentationObject : public ::testing::Test {
  protected:
    std::filesystem::path target() const { return folder_.path() / "mask.dcm"; }

    SourceSeries source(const Geometry& geometry) {
        const std::filesystem::path folder = folder_.path() / ("series" + std::to_string(++count_));
        return makeSeries(folder, geometry, static_cast<std::uint64_t>(count_));
    }

    MaskObject roundTrip(const LabelMap& labels, const SourceSeries& series) {
        writeSegmentationObject(target(), labels, series.files, fixedOptions());
        return readSegmentationObject(target());
    }

    TemporaryFolder folder_;
    int count_ = 0;
};

} // namespace laurel
