#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/server_domain/server_identity.h"

#include <set>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

TEST(ServerIdentity, isMadeOnceAndKeptPrivate) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "server.key";
    const ServerIdentity made = ServerIdentity::loadOrCreate(file);
    EXPECT_EQ(made.id(), fingerprint(made.key().publicKey()));
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(ServerIdentity::loadOrCreate(file).key().seed(), made.key().seed());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

/// RFC 8032, section 7.1, test 1.
TEST(ServerIdentity, readsAKeyThatAnotherProgramWrote) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "server.key";
    writeFileAtomically(file, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n");
    ::chmod(file.c_str(), 0600);
    EXPECT_EQ(toHexText(ServerIdentity::loadOrCreate(file).key().publicKey()),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(ServerIdentity, refusesAKeyThatOthersMayRead) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "server.key";
    ServerIdentity::loadOrCreate(file);
    for (const mode_t mode : {0640, 0604, 0620, 0602}) {
        ::chmod(file.c_str(), mode);
        expectError(ErrorCode::PermissionDenied, "expected mode 0600",
                    [&] { ServerIdentity::loadOrCreate(file); });
    }
}

TEST(ServerIdentity, refusesAFileThatIsNoKey) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "server.key";
    for (const std::string& text :
         {std::string(), std::string(63, '0') + "\n", std::string(64, '0'),
          std::string(63, '0') + "g\n", std::string(65, '0')}) {
        writeFileAtomically(file, text);
        ::chmod(file.c_str(), 0600);
        expectError(ErrorCode::InvalidInput, "expected",
                    [&] { ServerIdentity::loadOrCreate(file); });
    }
}

TEST(ServerIdentity, isTheSameForAllWhoMakeItAtOnce) {
    const TemporaryFolder folder;
    std::vector<std::string> ids(8);
    std::vector<std::thread> threads;
    threads.reserve(ids.size());
    for (std::string& id : ids) {
        threads.emplace_back(
            [&] { id = ServerIdentity::loadOrCreate(folder.path() / "server.key").id(); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
}

} // namespace
} // namespace laurel
