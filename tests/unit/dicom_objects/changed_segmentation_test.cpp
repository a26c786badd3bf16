#include "other_readers.h"
#include "segmentation_fixture.h"
#include "support/child_process.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

/// One attribute of a good object changed by DCMTK's dcmodify.
class ChangedSegmentation : public SegmentationObject {
  protected:
    bool prepare() {
        if (!isInstalled("dcmodify")) {
            return false;
        }
        Random random(10);
        writeSegmentationObject(target(), sampleLabels(random, series_.geometry), series_.files,
                                fixedOptions());
        return true;
    }

    void change(const std::string& option, const std::string& what) {
        EXPECT_EQ(runProcess({"dcmodify", "-nb", option, what, target()}).exitCode, 0) << what;
    }

    void expectRefused(ErrorCode code, const std::string& reason, const std::string& what) {
        ASSERT_TRUE(prepare());
        change("-i", what);
        expectError(code, reason, [&] { readSegmentationObject(target()); });
    }

    const SourceSeries series_ = source(Geometry({8, 8, 5}, {1, 1, 3}));
};

TEST_F(ChangedSegmentation, ContradictionsAreRefused) {
    if (!prepare()) {
        GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
    }
    const std::string frame = "(5200,9230)[1].";
    expectRefused(ErrorCode::Unsupported, "\"LABELMAP\"", "(0062,0001)=LABELMAP");
    expectRefused(ErrorCode::Unsupported, "\"TILED_FULL\"", "(0020,9311)=TILED_FULL");
    expectRefused(ErrorCode::InvalidInput, "NumberOfFrames is 3", "(0028,0008)=3");
    expectRefused(ErrorCode::InvalidInput, "need", "(0028,0010)=9");
    expectRefused(ErrorCode::InvalidInput, "cannot have 8 bits", "(0028,0100)=8");
    expectRefused(ErrorCode::InvalidInput, "belongs to segment 9",
                  frame + "(0062,000a)[0].(0062,000b)=9");
    expectRefused(ErrorCode::InvalidInput, "segment number 2", "(0062,0002)[0].(0062,0004)=2");
    expectRefused(ErrorCode::Unsupported, "unevenly spaced",
                  frame + "(0020,9113)[0].(0020,0032)=0\\0\\4.3");
    expectRefused(ErrorCode::Unsupported, "shifted sideways",
                  frame + "(0020,9113)[0].(0020,0032)=5\\0\\3");
    expectRefused(ErrorCode::Unsupported, "too far apart",
                  frame + "(0020,9113)[0].(0020,0032)=0\\0\\900000");
    expectRefused(ErrorCode::Unsupported, "frame 1 has no valid position",
                  "(5200,9229)[0].(0020,9116)[0].(0020,0037)=1\\0\\0\\1\\0\\0");
}

TEST_F(ChangedSegmentation, SpacingComesFromThePositionsWhereItIsNotDeclared) {
    if (!prepare()) {
        GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
    }
    const MaskObject before = readSegmentationObject(target());
    change("-e", "(5200,9229)[0].(0028,9110)[0].(0018,0088)");
    const MaskObject after = readSegmentationObject(target());
    EXPECT_DOUBLE_EQ(after.labels.geometry().spacing()[2], 3);
    expectSameMasks(after.labels, before.labels);
}

TEST_F(ChangedSegmentation, OtherTransferSyntaxesHoldTheSame) {
    if (!prepare()) {
        GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
    }
    const MaskObject before = readSegmentationObject(target());
    const fs::path other = folder_.path() / "other.dcm";
    for (const char* syntax : {"+ti", "+tb", "+td"}) { // implicit, big endian, deflated
        EXPECT_EQ(runProcess({"dcmconv", syntax, target(), other}).exitCode, 0);
        EXPECT_TRUE(isSegmentationObject(other)) << syntax;
        EXPECT_EQ(readSegmentationObject(other).labels, before.labels) << syntax;
    }
    EXPECT_EQ(runProcess({"dcmconv", "-F", "+ti", target(), other}).exitCode, 0); // no file header
    EXPECT_TRUE(isSegmentationObject(other));
    EXPECT_EQ(readSegmentationObject(other).labels, before.labels);
}

TEST_F(ChangedSegmentation, NamesThatOccurTwiceAreToldApart) {
    if (!prepare()) {
        GTEST_SKIP() << "dcmodify (package dcmtk) is not installed";
    }
    change("-m", "(0062,0002)[1].(0062,0005)=Soleus");
    change("-e", "(0062,0002)[1].(0062,0006)");
    EXPECT_EQ(readSegmentationObject(target()).labels.segments()[1].name, "Soleus (2)");
}

} // namespace
} // namespace laurel
