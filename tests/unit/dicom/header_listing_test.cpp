#include "laurel/dicom/header_listing.h"

#include "laurel/base/files.h"
#include "laurel/dicom/series_writer.h"

#include "../../support/child_process.h"
#include "../../support/expect_error.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

TEST(IdentifyingAttributes, FollowTheBasicProfile) {
    struct Expected {
        std::uint16_t group;
        std::uint16_t element;
        const char* vr;
        bool identifies;
    };
    const std::vector<Expected> attributes{
        {0x0010, 0x0010, "PN", true},  // Patient's Name, Z
        {0x0010, 0x0020, "LO", true},  // Patient ID, Z/D
        {0x0008, 0x0050, "SH", true},  // Accession Number, Z
        {0x0008, 0x0080, "LO", true},  // Institution Name, X/Z/D
        {0x0008, 0x0012, "DA", true},  // Instance Creation Date, X/D
        {0x0008, 0x0018, "UI", true},  // SOP Instance UID, U
        {0x0018, 0x1000, "LO", true},  // Device Serial Number, X/Z/D
        {0x4008, 0x4000, "ST", true},  // Results Comments, X
        {0x0000, 0x1000, "UI", true},  // the table's first
        {0xFFFC, 0xFFFC, "OB", true},  // and last
        {0x5004, 0x3000, "OW", true},  // Curve Data, X
        {0x6002, 0x3000, "OW", true},  // Overlay Data, X
        {0x6002, 0x0010, "US", false}, // Overlay Rows
        {0x0010, 0x9431, "FL", true},  // Examined Body Thickness: of the patient's group
        {0x0040, 0x0006, "PN", true},  // a person's name, whatever the attribute
        {0x0008, 0x9999, "PN", true},  {0x0029, 0x1010, "OB", true}, // private
        {0x0008, 0x0060, "CS", false}, {0x0008, 0x0016, "UI", false},
        {0x0018, 0x0050, "DS", false}, {0x0020, 0x0032, "DS", false},
        {0x0028, 0x0010, "US", false}, {0x7FE0, 0x0010, "OW", false}};
    for (const Expected& one : attributes) {
        EXPECT_EQ(isIdentifying(one.group, one.element, one.vr), one.identifies)
            << std::hex << one.group << "," << one.element;
    }
}

/// A file made by dump2dcm, DCMTK's own tool.
class HeaderListing : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!isInstalled("dump2dcm")) {
            GTEST_SKIP() << "dump2dcm (package dcmtk) is not installed";
        }
        writeFileAtomically(folder_.path() / "a.txt",
                            std::string_view("(0008,0005) CS [ISO_IR 192]\n"
                                             "(0008,0016) UI [1.2.840.10008.5.1.4.1.1.4]\n"
                                             "(0008,0018) UI [1.2.3]\n"
                                             "(0008,0060) CS [MR]\n"
                                             "(0010,0010) PN [Bücher^Jörg]\n"
                                             "(0008,1140) SQ\n"
                                             "(fffe,e000) na\n"
                                             "(0008,1155) UI [1.2.3.4]\n"
                                             "(fffe,e00d) na\n"
                                             "(fffe,e0dd) na\n"
                                             "(0018,0024) SH [Größe]\n"
                                             "(0029,0010) LO [ACME]\n"
                                             "(0029,1001) LO [Jane Doe]\n"
                                             "(0040,0260) SQ\n"
                                             "(fffe,e000) na\n"
                                             "(0008,0104) LO [Localizer]\n"
                                             "(0008,0090) PN [Doe^Jane]\n"
                                             "(fffe,e00d) na\n"
                                             "(fffe,e0dd) na\n"));
        const ProcessResult made =
            runProcess({"dump2dcm", (folder_.path() / "a.txt").string(), file().string()});
        ASSERT_EQ(made.exitCode, 0) << made.err;
    }
    std::filesystem::path file() const { return folder_.path() / "a.dcm"; }
    std::string valueOf(const std::string& key, bool showPatient) const {
        for (const HeaderField& field : listDicomHeader(file(), showPatient)) {
            if (field.key == key) {
                return field.isHidden ? "hidden" : field.value;
            }
        }
        return "absent";
    }
    TemporaryFolder folder_;
};

TEST_F(HeaderListing, HidesWhoThePatientIs) {
    EXPECT_EQ(valueOf("(0008,0060)", false), "MR");
    EXPECT_EQ(valueOf("(0018,0024)", false), "Größe");
    EXPECT_EQ(valueOf("(0010,0010)", false), "hidden");
    EXPECT_EQ(valueOf("(0010,0010)", true), "Bücher^Jörg");
    EXPECT_EQ(valueOf("(0029,1001)", false), "hidden");
    EXPECT_EQ(valueOf("(0029,1001)", true), "hidden") << "private ones always";
    EXPECT_EQ(valueOf("(0008,1155)", false), "absent") << "of a sequence that is hidden";
    EXPECT_EQ(valueOf("(0008,1155)", true), "1.2.3.4");
    EXPECT_EQ(valueOf("(0008,0104)", false), "Localizer") << "of one that is not";
    EXPECT_EQ(valueOf("(0008,0090)", false), "hidden") << "within it too";
    for (const HeaderField& field : listDicomHeader(file(), false)) {
        EXPECT_EQ(field.value.find("Doe"), std::string::npos) << field.key;
        EXPECT_TRUE(!field.key.starts_with("(0029") || field.name.empty()) << field.name;
    }
}

TEST_F(HeaderListing, RefusesWhatIsNoDicom) {
    expectError(ErrorCode::NotFound, "absent",
                [&] { listDicomHeader(folder_.path() / "absent", false); });
    EXPECT_THAT(errorTextOf([&] { listDicomHeader(folder_.path() / "a.txt", false); }),
                HasSubstr("cannot be read as DICOM"));
}

} // namespace
} // namespace laurel
