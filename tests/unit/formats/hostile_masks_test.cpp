#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/formats/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/formats/roi_folder.h"

#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

struct Mutant {
    std::string text;
    std::string reason;
};

void expectRefused(const std::vector<Mutant>& mutants, const std::string& file) {
    for (const auto& [text, reason] : mutants) {
        const std::string refusal =
            errorTextOf([&, &content = text] { parseLabelTable(content, file); });
        EXPECT_THAT(refusal, HasSubstr(file)) << text;
        EXPECT_THAT(refusal, HasSubstr(reason)) << text;
    }
}

TEST(HostileTables, SnapsAndSlicersLines) {
    const std::string grammar = "line 1: a label is: value";
    expectRefused({{"1", grammar},
                   {"1 soleus", grammar},
                   {"1 soleus 1 2 3", grammar},
                   {"1 soleus 1 2 3 4 5", grammar},
                   {"1 soleus 1 2 256 255", grammar},
                   {"1 soleus -1 2 3 255", grammar},
                   {"1 soleus 1.5 2 3 255", grammar},
                   {"1 soleus nan 2 3 255", grammar},
                   {"one soleus 1 2 3 255", "whole number from 0 to 65535"},
                   {"65536 soleus 1 2 3 255", "not \"65536\""},
                   {"99999999999999999999 s 1 2 3 255", "whole number"},
                   {"+1 soleus 1 2 3 255", "whole number"},
                   {"1 sol\x01us 1 2 3 255", "plain UTF-8"},
                   {"1 sol\xC3 1 2 3 255", "plain UTF-8"},
                   {"1 1 2 3 1 1 1 \"", grammar},
                   {"1 1 2 3 1 1 1 \"\"", "plain UTF-8 text of 1 to 1024 bytes"},
                   {"1 1 2 3 1 1 1 \"a\" b", grammar},
                   {"1 1 2 3 1 1 1 1 \"a\"", grammar},
                   {"1 1 2 3 x 1 1 \"a\"", grammar},
                   {"1 1 2 3 1 x 1 \"a\"", grammar},
                   {"1 1 2 3 1 1 -1 \"a\"", grammar},
                   {"1 1 2 3 1 1 1 \"" + std::string(1025, 'a') + "\"", "1024 bytes"},
                   {std::string("1 1 2 3 1 1 1 \"a\0b\"", 19), "plain UTF-8"}},
                  "names.txt");
}

TEST(HostileTables, Legends) {
    expectRefused({{"1,soleus", "line 1: the first line must name the columns"},
                   {"Value\n1", "line 1"},
                   {"Label\nsoleus", "line 1"},
                   // What Dafne's first versions wrote: no ends of lines.
                   {"Value,Label1,Soleus2,Peroneus", "line 1"},
                   {"Value,Label\n,soleus", "line 2: the value"},
                   {"Value,Label\n1", "line 2: the name"},
                   {"Value,Label\n1,", "line 2: the name"},
                   {"Value,Label\n1.0,soleus", "line 2: the value"},
                   {"Value,Label\n-1,soleus", "line 2: the value"},
                   {"Value,Label\n\n\n70000,soleus", "line 4: the value"},
                   {"Value,Label\n1,\"soleus", "line 2: a quote is not closed"},
                   {"Value,Label\n1,so\x02leus", "line 2: the name"},
                   {"Value,Label\n1,\xFF\xFE", "line 2: the name"},
                   {"Label,Value\nsoleus,1,2", "line 2: 3 cells under 2 columns"},
                   {"Value,Label,color\n1,a,red", "line 2: color"},
                   {"Value,Label,color\n1,a,#12345", "line 2: color"},
                   {"Value,Label,color_r,color_g,color_b\n1,a,1,2,x", "0 to 255"},
                   {"Value,Label,color_r,color_g,color_b\n1,a,1,2", "0 to 255"},
                   {"Value,Label\n" + std::string(100, ','), "64 cells"}},
                  "legend.csv");
    expectRefused({{"index name\n1 a", "line 1"},
                   {"index\tname\n1\tn/a", "line 2: the name"},
                   {"index\tname\nn/a\tsoleus", "line 2: the value"},
                   {"index\tname\tabbreviation\n1\ta\t" + std::string(1025, 'b'), "1024 bytes"}},
                  "x_dseg.tsv");
}

TEST(HostileTables, TooManyLabels) {
    std::string lines;
    for (int i = 0; i < 17000; ++i) {
        lines += std::to_string(i % 60000 + 1) + ",a\n";
    }
    EXPECT_THAT(errorTextOf([&] { parseLabelTable("value,name\n" + lines, "a.csv"); }),
                HasSubstr("limit_exceeded"));
}

class HostileMasks : public ::testing::Test {
  protected:
    std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
    TemporaryFolder folder_;
};

TEST_F(HostileMasks, SlicersHeaders) {
    const std::string head = "NRRD0004\ntype: uchar\ndimension: 3\n"
                             "space: left-posterior-superior\nsizes: 2 1 1\n"
                             "space directions: (1,0,0) (0,1,0) (0,0,1)\nencoding: raw\n"
                             "space origin: (0,0,0)\n";
    const std::string id = "Segment0_ID:=a\n";
    const std::vector<Mutant> mutants{
        {id + "Segment0_LabelValue:=65536\n", "Segment0_LabelValue"},
        {id + "Segment0_LabelValue:=-1\n", "Segment0_LabelValue"},
        {id + "Segment0_LabelValue:=1e2\n", "Segment0_LabelValue"},
        {id + "Segment0_LabelValue:=99999999999999999999\n", "Segment0_LabelValue"},
        {id + "Segment0_LabelValue:=\n", "Segment0_LabelValue"},
        {id + "Segment0_Layer:=1\n", "Segment0_Layer"},
        {id + "Segment0_Layer:=zero\n", "Segment0_Layer"},
        {id + "Segment0_Color:=nan 0 0\n", "Segment0_Color"},
        {id + "Segment0_Color:=inf 0 0\n", "Segment0_Color"},
        {id + "Segment0_Color:=-0.1 0 0\n", "Segment0_Color"},
        {id + "Segment0_Color:=red\n", "Segment0_Color"},
        {id + "Segment0_Color:=1,1,1\n", "Segment0_Color"},
        {id + "Segment0_Name:=a\x01\n", "Segment0_Name"},
        {id + "Segment0_Name:=\xFF\n", "Segment0_Name"},
        {id + "Segment1_ID:=b\n", "Segment1_Name"}, // both have value 1
    };
    for (const auto& [fields, reason] : mutants) {
        writeFileAtomically(at("a.seg.nrrd"),
                            std::string_view(head + fields + "\n" + std::string(2, '\1')));
        EXPECT_THAT(errorTextOf([&] { readLabels(at("a.seg.nrrd")); }), HasSubstr(reason))
            << fields;
    }
}

/// Files that other programs would take, with a few bytes changed: read, or refused with a reason
/// that is not ours to blame.
TEST_F(HostileMasks, ChangedBytesAreReadOrRefused) {
    LabelMap labels(Geometry({3, 2, 2}, {1, 2, 3}, {4, 5, 6}), 2);
    labels.addSegment({"soleus", 1, 0, "SOL", {1, 2, 3}, "79984008"});
    labels.addSegment({"tibialis", 2, 1, "", {4, 5, 6}, ""});
    labels.set({1, 1, 1}, 1, 0);
    labels.set({1, 1, 1}, 2, 1);
    writeLabels(at("a.seg.nrrd"), labels);
    writeLabels(at("a.npz"), labels);
    writeRoiFolder(at("rois"), labels);
    writeLabels(at("b.mha"), LabelMap(labels.geometry(), 1));
    const std::vector<std::pair<std::string, std::string>> files{{"a.seg.nrrd", "a.seg.nrrd"},
                                                                 {"a.npz", "a.npz"},
                                                                 {"rois/rois.tsv", "rois"},
                                                                 {"rois/soleus.nii.gz", "rois"},
                                                                 {"b.mha", "b.mha"}};
    Random random(5);
    int refused = 0;
    int read = 0;
    for (const auto& [file, opened] : files) {
        const std::string whole = readTextFile(at(file), 1 << 20);
        for (int round = 0; round < 60; ++round) {
            std::string bytes = whole;
            for (int change = random.integer(1, 4); change > 0; --change) {
                const auto place =
                    static_cast<std::size_t>(random.integer(0, static_cast<int>(bytes.size()) - 1));
                bytes[place] = static_cast<char>(random.integer(0, 255));
            }
            bytes.resize(random.chance(0.1) ? bytes.size() / 2 : bytes.size());
            writeFileAtomically(at(file), std::string_view(bytes));
            const std::string text = errorTextOf([&, &path = opened] { readLabels(at(path)); });
            EXPECT_THAT(text, ::testing::Not(HasSubstr("internal:"))) << file << " " << round;
            (text == "no error" ? read : refused)++;
        }
        writeFileAtomically(at(file), std::string_view(whole));
    }
    EXPECT_GE(refused, 100);
    EXPECT_GE(read, 5);
}

} // namespace
} // namespace laurel
