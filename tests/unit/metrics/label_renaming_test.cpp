#include "laurel/metrics/label_renaming.h"

#include "support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> namesAfter(const std::vector<std::string>& names,
                                    const std::vector<std::string>& renames) {
    LabelMap labels(Geometry({2, 2, 1}, {1, 1, 1}));
    std::uint16_t value = 1;
    for (const std::string& name : names) {
        labels.addSegment({name, value++, 0, "", {}, ""});
    }
    std::vector<std::string> result;
    const LabelMap renamed = withRenamedSegments(labels, renames);
    for (const Segment& segment : renamed.segments()) {
        result.push_back(segment.name);
    }
    return result;
}

TEST(Renaming, KeepsTheSideAndTouchesNoLongerName) {
    EXPECT_THAT(namesAfter({"SOL_L", "SOL_R", "SOL", "SOLx"}, {"SOL=Soleus"}),
                ElementsAre("Soleus_L", "Soleus_R", "Soleus", "SOLx"));
    EXPECT_THAT(namesAfter({"Label 1", "Label 10"}, {"Label 1=Soleus_L"}),
                ElementsAre("Soleus_L", "Label 10"));
    EXPECT_THAT(namesAfter({"a", "b"}, {"a=b", "b=a"}), ElementsAre("b", "a"));
}

TEST(Renaming, RefusesWhatIsNoRename) {
    for (const char* wrong : {"SOL", "=Soleus", "SOL="}) {
        expectError(ErrorCode::InvalidArgument, "--rename takes NAME=NEW",
                    [&] { namesAfter({"SOL"}, {wrong}); });
    }
    expectError(ErrorCode::InvalidArgument, "", [] { namesAfter({"a", "b"}, {"a=b"}); });
}

} // namespace
} // namespace laurel
