#include "laurel/formats/files.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

class LabelTableTest : public ::testing::Test {
  protected:
    void SetUp() override {
        LabelMap labels(Geometry({3, 1, 1}, {1, 1, 1}), {0, 2, 5});
        writeLabels(image(), labels);
    }
    std::filesystem::path image() const { return path("leg.nii.gz"); }
    std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
    void writeTable(const std::string& name, const std::string& text) const {
        writeFileAtomically(path(name), std::string_view(text));
    }

  private:
    TemporaryFolder folder_;
};

// The head of a file that ITK-SNAP 3.8 exports.
const std::string snapHead = "################################################\n"
                             "# ITK-SnAP Label Description File\n"
                             "# File format: \n"
                             "# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL\n"
                             "################################################\n"
                             "    0     0    0    0        0  0  0    \"Clear Label\"\n";

TEST_F(LabelTableTest, SnapsTablesGiveNamesAndColours) {
    writeTable("leg.labels.txt",
               snapHead + "    2   255    0    7        1  1  1    \"Soleus, left\"\r\n"
                          "    5     0  255    0      0.5  0  1    \"a \"quoted\" name\"\n\n"
                          "    9     1    2    3        1  1  1    \"not in the image\"\n");
    const LabelMap labels = readLabels(image());
    ASSERT_EQ(labels.segments().size(), 3U);
    EXPECT_EQ(labels.segments()[0], (Segment{"Soleus, left", 2, 0, "", {255, 0, 7}, ""}));
    EXPECT_EQ(labels.segments()[1].name, "a \"quoted\" name");
    EXPECT_EQ(labels.segments()[2].value, 9);
}

TEST_F(LabelTableTest, TheOtherNameIsFoundToo) {
    writeTable("leg_labels.txt", "2 1 1 1 1 1 1 \"other\"\n");
    EXPECT_EQ(readLabels(image()).segments().at(0).name, "other");
    writeTable("leg.labels.txt", "2 1 1 1 1 1 1 \"own\"\n");
    EXPECT_EQ(readLabels(image()).segments().at(0).name, "own");
}

TEST_F(LabelTableTest, EqualNamesAreToldApart) {
    writeTable("leg.labels.txt", "2 1 1 1 1 1 1 \"Label\"\n5 1 1 1 1 1 1 \"Label\"\n");
    EXPECT_EQ(readLabels(image()).segments().at(1).name, "Label (5)");
}

TEST_F(LabelTableTest, BrokenLinesAreRefusedWithTheirNumber) {
    for (const std::string line :
         {"2 1 1 1 1 1 1 Soleus", "2 1 1 1 1 1 1 \"\"", "2 1 1 \"a\"", "70000 1 1 1 1 1 1 \"a\"",
          "-1 1 1 1 1 1 1 \"a\"", "2 256 1 1 1 1 1 \"a\"", "2 1 -1 1 1 1 1 \"a\"", "nonsense",
          "2 1 1 1 1 1 1 \"a\xFF\"", "2 1 1 1 1 1 1 \"a\tb\"", "2.5 1 1 1 1 1 1 \"a\""}) {
        writeTable("leg.labels.txt", snapHead + line + "\n");
        EXPECT_THAT(errorTextOf([&] { readLabels(image()); }), HasSubstr("leg.labels.txt line 7"))
            << line;
    }
    writeTable("leg.labels.txt", "2 1 1 1 1 1 1 \"a\"\n2 1 1 1 1 1 1 \"b\"\n");
    EXPECT_THAT(errorTextOf([&] { readLabels(image()); }), HasSubstr("label 2 is given twice"));
}

TEST_F(LabelTableTest, NamesOfAnEarlierFileDoNotSurvive) {
    writeTable("leg.labels.txt", "2 1 1 1 1 1 1 \"old\"\n");
    writeLabels(image(), LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), {0, 2, 5}));
    EXPECT_TRUE(readLabels(image()).segments().empty());
}

TEST_F(LabelTableTest, NoTableIsMadeWithoutNames) {
    EXPECT_FALSE(std::filesystem::exists(path("leg.labels.txt")));
}

TEST_F(LabelTableTest, WhatATableCannotSayIsRefusedBeforeAnythingIsWritten) {
    LabelMap layered(Geometry({1, 1, 1}, {1, 1, 1}), 2);
    layered.addSegment({"one", 1, 0, "", {}, ""});
    layered.addSegment({"two", 1, 1, "", {}, ""});
    EXPECT_THAT(errorTextOf([&] { writeLabels(path("new.nii"), layered); }),
                HasSubstr("cannot have two names"));
    LabelMap lines(Geometry({1, 1, 1}, {1, 1, 1}));
    lines.addSegment({"one\ntwo", 1, 0, "", {}, ""});
    for (const std::string name : {"new.nii", "new.nrrd", "new.npz"}) {
        EXPECT_THAT(errorTextOf([&] { writeLabels(path(name), lines); }), HasSubstr("plain"));
        EXPECT_FALSE(std::filesystem::exists(path(name)));
    }
    EXPECT_FALSE(std::filesystem::exists(path("new.labels.txt")));
}

} // namespace
} // namespace laurel
