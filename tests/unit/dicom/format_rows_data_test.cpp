// What becomes of every DICOM folder there is; docs/formats.md shows the table that this prints.

#include "format_rows.h"
#include "support/data_folder.h"

#include <algorithm>
#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

TEST(FormatRows, EverySeriesOpensOrIsRefusedWithAReason) {
    std::vector<FormatRow> all;
    for (const char* root : {"dicom_edge", "thigh_mr_dicom", "ct_trunk/dicom_j2k"}) {
        LAUREL_REQUIRE_DATA(root);
        for (FormatRow& row : formatRows(dataFolder() / root)) {
            row.folder = row.folder == "." ? root : root + ("/" + row.folder);
            all.push_back(std::move(row));
        }
    }
    std::cout << formatTable(all);
    for (const FormatRow& row : all) {
        EXPECT_GT(row.result.size(), 12U) << row.folder;
        // What is no image of the patient, or has no pixels, is refused, and nothing else.
        const bool isImage = row.what.find("Segmentation") == std::string::npos &&
                             row.what.find("RTStructure") == std::string::npos &&
                             row.what.find("SR") == std::string::npos &&
                             row.what.find("1.2.840.10008.5.1.4.1.1.66.7") == std::string::npos;
        const bool hasPixels = row.what.find("ComputedRadiography") == std::string::npos;
        EXPECT_EQ(row.isOpened, isImage && hasPixels)
            << row.folder << ": " << row.what << ": " << row.result;
    }
    EXPECT_GT(std::ranges::count_if(all, &FormatRow::isOpened), 40);
    EXPECT_THAT(all, Contains(Field(&FormatRow::result, HasSubstr("gantry tilt"))));
}

} // namespace
} // namespace laurel
