// Names in every character set that DICOM knows, against pydicom.

#include "laurel/dicom/series.h"
#include "support/child_process.h"
#include "support/data_folder.h"

#include <sstream>

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

TEST(CharacterSets, NamesAreThoseOfAnotherReader) {
    const char* const folder = "dicom_edge/pydicom/charset_files";
    LAUREL_REQUIRE_DATA(folder);
    if (!pythonHas("pydicom")) {
        GTEST_SKIP() << "pydicom is not installed";
    }
    const ProcessResult result =
        runProcess({"/usr/bin/python3", LAUREL_READ_PATIENTS, dataFolder() / folder});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    std::istringstream lines(result.out);
    std::size_t compared = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto tab = line.find('\t');
        const fs::path file = dataFolder() / folder / line.substr(0, tab);
        const auto found = findSeries(file);
        if (found.empty()) { // no image and of no series: nothing to show
            EXPECT_TRUE(line.starts_with("chrSQEncoding")) << file;
            continue;
        }
        EXPECT_EQ(found[0].patientLabel, line.substr(tab + 1)) << file;
        ++compared;
    }
    EXPECT_EQ(compared, 15U);
}

} // namespace
} // namespace laurel
