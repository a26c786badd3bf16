#include "laurel/base/files.h"

#include "support/expect_error.h"

#include <algorithm>
#include <fstream>

namespace laurel {
namespace {

namespace fs = std::filesystem;

std::size_t entriesIn(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void writePlainly(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

TEST(ReadFile, GivesEveryByteUpToTheLimit) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "bytes";
    const std::string content("a\0\n\xFF"
                              "b",
                              5);
    writePlainly(path, content);
    EXPECT_EQ(readTextFile(path, 5), content);
    const std::vector<std::byte> bytes = readFile(path, 100);
    ASSERT_EQ(bytes.size(), 5U);
    EXPECT_EQ(bytes[3], std::byte{0xFF});
    expectError(ErrorCode::LimitExceeded, "5 bytes, at most 4", [&] { readFile(path, 4); });
}

TEST(ReadFile, SaysWhatIsWrong) {
    const TemporaryFolder folder;
    expectError(ErrorCode::NotFound, "absent", [&] { readFile(folder.path() / "absent", 10); });
    expectError(ErrorCode::InvalidInput, "not a regular file",
                [&] { readFile(folder.path(), 10); });
}

TEST(WriteFileAtomically, CreatesAndReplaces) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "file";
    writeFileAtomically(path, "first");
    EXPECT_EQ(readTextFile(path, 100), "first");
    writeFileAtomically(path, "2");
    EXPECT_EQ(readTextFile(path, 100), "2");
    writeFileAtomically(path, "");
    EXPECT_EQ(fs::file_size(path), 0U);
    EXPECT_EQ(entriesIn(folder.path()), 1U);
}

TEST(WriteFileAtomically, FailsWithoutTheFolder) {
    const TemporaryFolder folder;
    expectError(ErrorCode::NotFound, "absent",
                [&] { writeFileAtomically(folder.path() / "absent" / "file", "x"); });
}

TEST(WriteFileAtomically, KeepsTheTargetWhenItCannotBeReplaced) {
    const TemporaryFolder folder;
    const fs::path target = folder.path() / "folder";
    fs::create_directory(target);
    writePlainly(target / "inside", "kept");
    EXPECT_THROW(writeFileAtomically(target, "x"), Error);
    EXPECT_EQ(readTextFile(target / "inside", 10), "kept");
    EXPECT_EQ(entriesIn(folder.path()), 1U);
}

TEST(WriteThroughTemporary, LeavesTheOldFileWhenTheWriterThrows) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "volume.nii.gz";
    writeFileAtomically(path, "old");
    fs::path used;
    const auto failing = [&](const fs::path& temporary) {
        used = temporary;
        writePlainly(temporary, "half of the n");
        throw Error(ErrorCode::Io, "disk full");
    };
    expectError(ErrorCode::Io, "disk full", [&] { writeThroughTemporary(path, failing); });
    EXPECT_EQ(readTextFile(path, 100), "old");
    EXPECT_EQ(used.filename(), path.filename()); // libraries choose the format by the name
    EXPECT_NE(used, path);
    EXPECT_EQ(entriesIn(folder.path()), 1U);
}

TEST(WriteThroughTemporary, ShowsTheOldFileUntilTheEnd) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "file";
    writeFileAtomically(path, "old");
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        writePlainly(temporary, "new");
        EXPECT_EQ(readTextFile(path, 100), "old");
    });
    EXPECT_EQ(readTextFile(path, 100), "new");
}

TEST(WriteThroughTemporary, RefusesAWriterThatWroteNothing) {
    const TemporaryFolder folder;
    expectError(ErrorCode::NotFound, "file",
                [&] { writeThroughTemporary(folder.path() / "file", [](const fs::path&) {}); });
    EXPECT_EQ(entriesIn(folder.path()), 0U);
}

TEST(TemporaryFolder, IsPrivateAndDisappearsWithItsContent) {
    fs::path path;
    {
        const TemporaryFolder folder;
        path = folder.path();
        fs::create_directories(path / "a" / "b");
        writePlainly(path / "a" / "b" / "c", "x");
        EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
        EXPECT_NE(TemporaryFolder().path(), path);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(MappedFile, ShowsTheBytesAndMoves) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "file";
    writePlainly(path, "mapped");
    MappedFile first(path);
    MappedFile second(std::move(first));
    // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    EXPECT_TRUE(first.bytes().empty());
    fs::remove(path); // the mapping keeps the content
    const auto bytes = second.bytes();
    ASSERT_EQ(bytes.size(), 6U);
    EXPECT_EQ(bytes[0], std::byte{'m'});
    EXPECT_EQ(bytes[5], std::byte{'d'});
}

TEST(MappedFile, AcceptsAnEmptyFileAndRefusesAnAbsentOne) {
    const TemporaryFolder folder;
    writePlainly(folder.path() / "empty", "");
    EXPECT_TRUE(MappedFile(folder.path() / "empty").bytes().empty());
    expectError(ErrorCode::NotFound, "absent", [&] { MappedFile(folder.path() / "absent"); });
}

} // namespace
} // namespace laurel
