#include "test_file.h"
#include "zip_bytes.h"

#include "laurel/arrays/npy.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

const std::string content = npyBytes(npyHeaderText("|u1", "(200,)"), std::string(200, 'x'));

ZipField deflatedArray(const std::string& name = "data.npy") {
    return ZipField::deflated(name, content);
}

ZipField storedArray(const std::string& name = "data.npy") {
    return ZipField::stored(name, content);
}

template <typename Spoil>
std::string spoiled(ZipField field, Spoil spoil) {
    spoil(field);
    return zipBytes({field});
}

struct HostileArchive {
    std::string name;
    std::string bytes;
    std::string reason; ///< that the message must give
};

std::vector<HostileArchive> hostileEntries() {
    return {
        {"encrypted", spoiled(storedArray(), [](ZipField& f) { f.flags = 1; }), "is encrypted"},
        {"other_method", spoiled(storedArray(), [](ZipField& f) { f.method = 12; }),
         "compression method 12"},
        {"stored_sizes_differ", spoiled(storedArray(), [](ZipField& f) { f.compressedSize = 9; }),
         "its two sizes differ"},
        {"bomb", spoiled(deflatedArray(), [](ZipField& f) { f.size = f.localSize = 400000000; }),
         "cannot inflate to 400000000"},
        {"empty_name", spoiled(storedArray(""), [](ZipField&) {}), "not plain text"},
        {"control_character", spoiled(storedArray("a\x01.npy"), [](ZipField&) {}),
         "not plain text"},
        {"bad_utf8", spoiled(storedArray("a\xFF.npy"), [](ZipField&) {}), "not plain text"},
        {"other_local_name", spoiled(storedArray(), [](ZipField& f) { f.localName = "xxxx.npy"; }),
         "no local header of that name"},
        {"longer_local_name",
         spoiled(storedArray(), [](ZipField& f) { f.localName = "data.npy.npy"; }),
         "no local header of that name"},
        {"other_local_size", spoiled(storedArray(), [](ZipField& f) { f.localSize = 7; }),
         "local header and directory disagree"},
        {"no_local_signature", spoiled(storedArray(), [](ZipField& f) { f.localSignature = 7; }),
         "no local header"},
        {"offset_past_end", spoiled(storedArray(), [](ZipField& f) { f.offsetShift = 1000000; }),
         "are expected at byte 1000000"},
        {"no_central_signature",
         spoiled(storedArray(), [](ZipField& f) { f.centralSignature = 7; }),
         "the directory is damaged"},
        {"longer_than_file",
         spoiled(deflatedArray(), [](ZipField& f) { f.compressedSize += 5000; }),
         "runs into the directory"},
        {"zip64_missing", spoiled(storedArray(), [](ZipField& f) { f.size = 0xFFFFFFFF; }),
         "the zip64 sizes are missing"},
        {"zip64_short",
         spoiled(storedArray(),
                 [](ZipField& f) {
                     f.size = 0xFFFFFFFF;
                     f.extra = std::string("\1\0\4\0aaaa", 8);
                 }),
         "the zip64 sizes are missing"},
        {"zip64_huge",
         spoiled(deflatedArray(),
                 [](ZipField& f) {
                     f.size = 0xFFFFFFFF;
                     f.extra = std::string("\1\0\10\0", 4) + std::string(8, '\x7F');
                 }),
         "cannot inflate to 9187201950435737471"},
        {"duplicate", zipBytes({storedArray(), storedArray()}), "two entries are named"},
    };
}

std::vector<HostileArchive> hostileContents() {
    return {
        {"wrong_checksum", spoiled(storedArray(), [](ZipField& f) { f.crc ^= 1; }),
         "wrong checksum"},
        {"wrong_checksum_deflated", spoiled(deflatedArray(), [](ZipField& f) { f.crc ^= 1; }),
         "wrong checksum"},
        {"changed_byte", spoiled(storedArray(), [](ZipField& f) { f.data.back() = 'y'; }),
         "wrong checksum"},
        {"no_deflate_data",
         spoiled(deflatedArray(), [](ZipField& f) { f.data.assign(f.data.size(), '\xFF'); }),
         "the deflated data are damaged"},
        {"deflate_cut",
         spoiled(deflatedArray(),
                 [](ZipField& f) {
                     f.data.pop_back();
                     --f.compressedSize;
                 }),
         "the deflated data are damaged"},
        {"deflate_longer_than_said",
         spoiled(deflatedArray(), [](ZipField& f) { f.size = f.localSize = f.size - 1; }),
         "bytes of samples, but 199 follow"},
        {"deflate_shorter_than_said",
         spoiled(deflatedArray(), [](ZipField& f) { f.size = f.localSize = f.size + 1; }),
         "bytes of samples, but 201 follow"},
        {"bytes_after_deflate",
         spoiled(deflatedArray(),
                 [](ZipField& f) {
                     f.data += "tail";
                     f.compressedSize += 4;
                 }),
         "bytes follow the deflated data"},
        {"not_npy", zipBytes({ZipField::stored("data.npy", "hello, world")}), "magic string"},
        {"empty_npy", zipBytes({ZipField::stored("data.npy", "")}), "too early"},
        {"pickle",
         zipBytes({ZipField::stored("data.npy", npyBytes(npyHeaderText("|O", "()"), "\x80\x04."))}),
         "would run code"},
    };
}

std::vector<HostileArchive> hostileEnds() {
    const auto withEnd = [](const ZipEnd& end) { return zipBytes({storedArray()}, end); };
    ZipEnd fewer;
    fewer.entriesShift = -1;
    ZipEnd more;
    more.entriesShift = 1;
    ZipEnd many;
    many.entriesShift = 60000;
    ZipEnd longer;
    longer.sizeShift = 100;
    ZipEnd shifted;
    shifted.offsetShift = 3;
    ZipEnd beyond;
    beyond.offsetShift = 1000000;
    ZipEnd disks;
    disks.disk = 3;
    ZipEnd comment;
    comment.extraCommentBytes = 5;
    std::string noZip64Record = withEnd({});
    const std::size_t end = noZip64Record.size() - 22;
    noZip64Record.replace(end + 16, 4, 4, '\xFF');
    return {
        {"fewer_entries", withEnd(fewer), "more bytes than its entries"},
        {"more_entries", withEnd(more), "fewer entries than declared"},
        {"too_many_entries", withEnd(many), "at most 4096"},
        {"directory_too_long", withEnd(longer), "does not lie before the end record"},
        {"directory_shifted", withEnd(shifted), "does not lie before the end record"},
        {"directory_beyond", withEnd(beyond), "does not lie before the end record"},
        {"several_parts", withEnd(disks), "several parts"},
        {"comment_cut", withEnd(comment), "no end record"},
        {"zip64_locator_missing", noZip64Record, "the zip64 locator is missing"},
        {"empty", "", "too short"},
        {"text", std::string(4000, 'a'), "no end record"},
    };
}

class HostileNpzTest : public ::testing::Test {
  protected:
    std::filesystem::path path() const { return folder_.path() / "hostile.npz"; }
    void expectRefused(const std::vector<HostileArchive>& archives) const {
        for (const HostileArchive& archive : archives) {
            writeTestFile(path(), std::string_view(archive.bytes));
            const std::string text = errorTextOf([&] { readNpz(path()); });
            EXPECT_THAT(text, HasSubstr(archive.reason)) << archive.name;
            EXPECT_THAT(text, HasSubstr(path().string())) << archive.name;
        }
    }

  private:
    TemporaryFolder folder_;
};

TEST_F(HostileNpzTest, ThereAreEnough) {
    EXPECT_GE(hostileEntries().size() + hostileContents().size() + hostileEnds().size(), 20U);
}

TEST_F(HostileNpzTest, BrokenEntriesAreRefusedWithTheirReason) {
    expectRefused(hostileEntries());
}

TEST_F(HostileNpzTest, BrokenContentsAreRefusedWithTheirReason) {
    expectRefused(hostileContents());
}

TEST_F(HostileNpzTest, BrokenDirectoriesAreRefusedWithTheirReason) {
    expectRefused(hostileEnds());
}

TEST_F(HostileNpzTest, OverlappingEntriesAreRefused) {
    // Both records of the directory point at one local header: the classic small bomb.
    ZipField second = storedArray();
    second.localName = "evil.npy";
    second.name = "evil.npy";
    ZipField first = storedArray();
    const std::string nested = zipBytes({second});
    // The first entry's data contain the second entry's local header and data.
    first.data = nested.substr(0, 30 + 8 + content.size());
    first.compressedSize = first.size = first.localSize =
        static_cast<std::uint32_t>(first.data.size());
    second.offsetShift = -static_cast<std::int64_t>(first.data.size());
    writeTestFile(path(), std::string_view(zipBytes({first, second})));
    EXPECT_THAT(errorTextOf([&] { readNpz(path()); }), HasSubstr("overlap"));
}

TEST_F(HostileNpzTest, ArchivesCutShortAreRefusedAtEveryLength) {
    const std::string whole = zipBytes({deflatedArray(), storedArray("other.npy")});
    writeTestFile(path(), std::string_view(whole));
    EXPECT_EQ(readNpz(path()).size(), 2U);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        writeTestFile(path(), std::string_view(whole).substr(0, size));
        EXPECT_THAT(errorTextOf([&] { readNpz(path()); }), HasSubstr("invalid_input")) << size;
    }
}

TEST_F(HostileNpzTest, AllEntriesTogetherCountAgainstTheLimit) {
    writeTestFile(path(),
                  std::string_view(zipBytes({deflatedArray("a.npy"), deflatedArray("b.npy")})));
    EXPECT_EQ(readNpz(path(), {2 * content.size()}).size(), 2U);
    EXPECT_THAT(errorTextOf([&] { readNpz(path(), {2 * content.size() - 1}); }),
                HasSubstr("limit_exceeded"));
}

TEST_F(HostileNpzTest, Zip64CommentsAndOtherFilesAreFine) {
    ZipEnd end;
    end.zip64 = true;
    end.comment = "made by hand";
    ZipField array = storedArray();
    // The sizes in the zip64 field instead, as NumPy writes them for large arrays.
    array.extra = std::string("\1\0\20\0", 4);
    appendNumber(array.extra, content.size(), 8);
    appendNumber(array.extra, content.size(), 8);
    array.size = array.compressedSize = 0xFFFFFFFF;
    writeTestFile(
        path(), std::string_view(zipBytes({array, ZipField::stored("README.txt", "hello")}, end)));
    const auto arrays = readNpz(path());
    ASSERT_EQ(arrays.size(), 1U);
    EXPECT_EQ(arrays[0].name, "data");
    EXPECT_EQ(arrays[0].array.toDoubles(), std::vector<double>(200, 'x'));
}

} // namespace
} // namespace laurel
