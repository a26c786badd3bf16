#include "laurel/arrays/nifti.h"
#include "laurel/formats/files.h"
#include "laurel/formats/header_listing.h"
#include "laurel/formats/label_tables.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LabelTables, ALegendNamesValues) {
    // As Dafne writes it: no quotes, and a name may hold a comma.
    EXPECT_THAT(parseLabelTable("Value,Label\n1,Soleus_L\n2,Vastus, medial\n0,nothing\n", "a.csv"),
                ElementsAre(Segment{"Soleus_L", 1, 0, "", defaultColor(1), ""},
                            Segment{"Vastus, medial", 2, 0, "", defaultColor(2), ""}));
    // RFC 4180, a byte order mark, the ends of Windows' lines, columns in another order.
    EXPECT_THAT(parseLabelTable(
                    "\xEF\xBB\xBFname,color,value\r\n\"a, \"\"b\"\"\",#0102FF,7\r\n\r\n", "a.csv"),
                ElementsAre(Segment{"a, \"b\"", 7, 0, "", {1, 2, 255}, ""}));
    EXPECT_THAT(parseLabelTable("Value,Label\n", "a.csv"), ElementsAre());
    EXPECT_THAT(parseLabelTable("", "a.csv"), ElementsAre());
}

TEST(LabelTables, BidsTablesHaveColoursAndAbbreviations) {
    // The example of the specification, with a code.
    EXPECT_THAT(parseLabelTable("index\tname\tabbreviation\tcolor\tmapping\tsnomed\n"
                                "1\tGray Matter\tGM\t#ff53bb\t1\tn/a\n"
                                "2\tn/a like\tn/a\tn/a\t2\t79984008\n",
                                "x_dseg.tsv"),
                ElementsAre(Segment{"Gray Matter", 1, 0, "GM", {255, 0x53, 0xBB}, ""},
                            Segment{"n/a like", 2, 0, "", defaultColor(2), "79984008"}));
}

TEST(LabelTables, SlicersColourTablesAreRead) {
    EXPECT_THAT(parseLabelTable("# Color table file Segmentation.ctbl\n# 3 values\n"
                                "0 Background 0 0 0 0\n1 soleus_L 128 174 128 255\n"
                                "  2   tibialis   1 2 3 0  \n",
                                "a.ctbl"),
                ElementsAre(Segment{"soleus_L", 1, 0, "", {128, 174, 128}, ""},
                            Segment{"tibialis", 2, 0, "", {1, 2, 3}, ""}));
    EXPECT_THAT(parseLabelTable("LabelValue,Name,Color_R,Color_G,Color_B,Color_A\n"
                                "3,soleus,1,2,3,255\n",
                                "a.csv"),
                ElementsAre(Segment{"soleus", 3, 0, "", {1, 2, 3}, ""}));
}

class TablesBeside : public ::testing::Test {
  protected:
    void SetUp() override {
        writeNifti(path("leg_dseg.nii.gz"), LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), {0, 1, 5}));
    }
    std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
    std::string firstName() const { return readLabels(path("leg_dseg.nii.gz")).segments()[0].name; }
    void put(const std::string& name, const std::string& text) const {
        writeFileAtomically(path(name), std::string_view(text));
    }

  private:
    TemporaryFolder folder_;
};

TEST_F(TablesBeside, TheNearestOneServes) {
    const auto legend = [](const char* name) { return std::string("Value,Label\n1,") + name; };
    const std::vector<std::pair<std::string, std::string>> fromFurthest{
        {"dseg.tsv", "index\tname\n1\tdseg.tsv\n"},
        {"legend.csv", legend("legend.csv")},
        {"leg_dseg.nii.gz.csv", legend("leg_dseg.nii.gz.csv")},
        {"leg_dseg.tsv", "index\tname\n1\tleg_dseg.tsv\n"},
        {"leg_dseg.ctbl", "1 leg_dseg.ctbl 1 2 3 255\n"},
        {"leg_dseg.legend.csv", legend("leg_dseg.legend.csv")},
        {"leg_dseg.labels.txt", "1 1 2 3 1 1 1 \"leg_dseg.labels.txt\"\n"}};
    for (const auto& [name, text] : fromFurthest) {
        put(name, text);
        EXPECT_EQ(firstName(), name);
    }
    EXPECT_EQ(findLabelTable(path("other.nii.gz"), TableScope::File), std::nullopt);
    EXPECT_EQ(findLabelTable(path("other.nii.gz")), path("legend.csv"));
}

TEST_F(TablesBeside, StatisticsBesideALabelMapAreNoNames) {
    put("leg_dseg.csv", "name,value,slice,voxels\nsoleus,1,all,17\n");
    EXPECT_TRUE(readLabels(path("leg_dseg.nii.gz")).segments().empty());
}

TEST_F(TablesBeside, ValuesThatDoNotOccurStayAsEmptyStructures) {
    put("leg_dseg.tsv", "index\tname\n1\ta\n9\tabsent\n");
    LabelMap labels = readLabels(path("leg_dseg.nii.gz"));
    labels.nameUnlabelled();
    ASSERT_EQ(labels.segments().size(), 3U);
    EXPECT_EQ(labels.voxels(*labels.findByName("absent")), 0);
    EXPECT_EQ(labels.segments()[2].name, "Label 5");
}

TEST_F(TablesBeside, PlainNrrdTakesATableToo) {
    writeLabels(path("map.nrrd"), LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), {0, 1, 5}));
    put("map.ctbl", "5 soleus 1 2 3 255\n");
    EXPECT_EQ(readLabels(path("map.nrrd")).segments().at(0).name, "soleus");
}

TEST_F(TablesBeside, HeadersAreListedWithoutWhatMayNameAPatient) {
    const auto valueOf = [](const std::vector<HeaderField>& fields, const std::string& key) {
        for (const HeaderField& field : fields) {
            if (field.key == key) {
                return field.isHidden ? std::string("hidden") : field.value;
            }
        }
        return std::string("absent");
    };
    put("a.nrrd", "NRRD0004\n# from Jane Doe\ntype: uchar\ndimension: 2\nsizes: 2 1\n"
                  "encoding: raw\ncontent: Jane\nPatient:=Doe\n\n\1\2");
    const auto hidden = listHeader(path("a.nrrd"), false);
    EXPECT_EQ(valueOf(hidden, "sizes"), "2 1");
    EXPECT_EQ(valueOf(hidden, "content"), "hidden");
    EXPECT_EQ(valueOf(hidden, "Patient"), "hidden");
    EXPECT_EQ(valueOf(listHeader(path("a.nrrd"), true), "Patient"), "Doe");
    std::string nifti = readTextFile(path("leg_dseg.nii.gz"), 1 << 20);
    writeNifti(path("b.nii"), LabelMap(Geometry({3, 1, 1}, {1, 1, 1})));
    nifti = readTextFile(path("b.nii"), 1 << 20);
    nifti.replace(148, 8, "Doe^Jane"); // descrip
    put("b.nii", nifti);
    EXPECT_EQ(valueOf(listHeader(path("b.nii"), false), "dim"), "3 3 1 1 0 0 0 0");
    EXPECT_EQ(valueOf(listHeader(path("b.nii"), false), "descrip"), "hidden");
    EXPECT_EQ(valueOf(listHeader(path("b.nii"), true), "descrip"), "Doe^Jane");
    writeVolume(path("c.gipl"), Volume());
    expectError(ErrorCode::Unsupported, "headers are listed",
                [&] { listHeader(path("c.gipl"), false); });
}

} // namespace
} // namespace laurel
