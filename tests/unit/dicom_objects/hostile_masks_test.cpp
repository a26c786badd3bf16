// Objects that lie, are cut short or nested without end: refused or read, within bounds, never a
// crash.

#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/structure_set.h"
#include "mask_cases.h"
#include "mask_mutants.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

class HostileMasks : public ::testing::Test {
  protected:
    HostileMasks() : random_(1), series_(makeSeries(folder_.path() / "series", grid())) {}

    static Geometry grid() { return Geometry({16, 12, 4}, {1, 1, 3}); }

    std::string segmentation() {
        writeSegmentationObject(file(), sampleLabels(random_, series_.geometry), series_.files,
                                fixedOptions());
        return readTextFile(file(), 1 << 22);
    }

    std::string structures() {
        writeStructureSet(file(), sampleLabels(random_, series_.geometry), series_.files,
                          fixedOptions());
        return readTextFile(file(), 1 << 22);
    }

    fs::path file() const { return folder_.path() / "mask.dcm"; }

    TemporaryFolder folder_;
    Random random_;
    SourceSeries series_;
};

TEST_F(HostileMasks, AnyTruncationIsRefusedOrRead) {
    for (const std::string& bytes : {segmentation(), structures()}) {
        int refused = 0;
        for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 200) {
            refused += survives(bytes.substr(0, length), file(), grid()) ? 0 : 1;
        }
        EXPECT_GT(refused, 150);
    }
}

TEST_F(HostileMasks, AnyChangedBytesAreRefusedOrRead) {
    for (const std::string& bytes : {segmentation(), structures()}) {
        for (int i = 0; i < 300; ++i) {
            survives(withChangedBytes(bytes, random_), file(), grid());
        }
    }
}

TEST_F(HostileMasks, AbsurdNumbersTakeNoMemory) {
    const std::string seg = segmentation();
    const std::string set = structures();
    const std::int64_t before = peakMemory();
    for (int i = 0; i < 100; ++i) {
        survives(withAbsurdNumber(seg, random_), file(), grid());
        survives(withAbsurdNumber(set, random_), file(), grid());
    }
    EXPECT_LT(peakMemory() - before, std::int64_t{100} << 20);
}

#ifdef __SANITIZE_THREAD__
constexpr int withoutEnd = 20'000; // ThreadSanitizer itself keeps no more than 65,536 calls
#else
constexpr int withoutEnd = 100'000;
#endif

TEST_F(HostileMasks, SequencesNestedWithoutEndAreRefused) {
    for (const bool isSegmentation : {true, false}) {
        for (const bool isClosed : {true, false}) {
            EXPECT_FALSE(
                survives(nestedSequences(isSegmentation, withoutEnd, isClosed), file(), grid()));
        }
        expectError(ErrorCode::InvalidInput, "nested more than 32 deep", [&] {
            std::ofstream(file()) << nestedSequences(isSegmentation, 33, true);
            readStructureSet(file(), grid(), "");
        });
    }
}

} // namespace
} // namespace laurel
