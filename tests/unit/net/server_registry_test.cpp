#include "laurel/net/server_registry.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"

#include <fstream>
#include <sys/stat.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string secret = "lk_site-1_" + std::string(64, 'b');

ServerInfo infoOf(std::uint8_t seed) {
    const Ed25519KeyPair key(std::array<std::uint8_t, 32>{seed});
    ServerInfo info;
    info.name = "A server";
    info.serverId = fingerprint(key.publicKey());
    info.version = "1.0";
    info.publicKey = toHexText(key.publicKey());
    return info;
}

KnownServer server(const std::string& name, const std::string& url, std::uint8_t seed) {
    return pinServer(name, ServerAddress::parse(url), false, infoOf(seed), "");
}

mode_t modeOf(const fs::path& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777;
}

class Registry : public ::testing::Test {
  protected:
    TemporaryFolder folder_;
    fs::path home_ = folder_.path() / "home" / "laurel";
    ServerRegistry registry_{home_};
};

TEST_F(Registry, isEmptyAtFirst) {
    EXPECT_TRUE(registry_.list().empty());
    expectError(ErrorCode::NotFound, "laurelctl server add", [&] { registry_.choose(""); });
}

TEST_F(Registry, keepsServersForTheNextProcess) {
    const KnownServer a = server("a.example.org", "https://a.example.org", 1);
    KnownServer b = server("b", "http://10.0.0.7:8750", 2);
    b.insecure = true;
    registry_.add(b, ApiKey::parse(secret, "test"));
    registry_.add(a, std::nullopt);

    const ServerRegistry next(home_);
    EXPECT_EQ(next.list(), (std::vector<KnownServer>{a, b}));
    EXPECT_EQ(next.withId(b.serverId), b);
    EXPECT_EQ(next.withId("abc"), std::nullopt);
    EXPECT_FALSE(next.key(a));
    EXPECT_EQ(next.key(b)->secret(), secret);
    for (const std::string& which :
         {std::string("b"), b.serverId, std::string("http://10.0.0.7:8750"),
          std::string("http://10.0.0.7:8750/")}) {
        EXPECT_EQ(next.choose(which), b) << which;
    }
    expectError(ErrorCode::NotFound, "a.example.org, b", [&] { next.choose("c"); });
    expectError(ErrorCode::InvalidArgument, "a.example.org, b", [&] { next.choose(""); });
    registry_.remove("b");
    EXPECT_EQ(next.choose(""), a);
    expectError(ErrorCode::NotFound, "\"b\"", [&] { registry_.remove("b"); });
}

TEST_F(Registry, hidesTheKeyFromOtherUsers) {
    const KnownServer known = server("a", "https://a", 1);
    registry_.add(known, ApiKey::parse(secret, "test"));
    const fs::path file = home_ / "servers" / "a" / "key";
    EXPECT_EQ(modeOf(file), 0600U);
    EXPECT_EQ(modeOf(home_), 0700U);
    ::chmod(file.c_str(), 0644);
    const std::string text = errorTextOf([&] { registry_.key(known); });
    EXPECT_THAT(text, HasSubstr("invalid_input"));
    EXPECT_THAT(text, HasSubstr("0600"));
}

TEST_F(Registry, replacesTheKeyAndAddressOfAServerThatIsKnown) {
    const KnownServer before = server("a", "https://a", 1);
    registry_.add(before, ApiKey::parse(secret, "test"));
    registry_.add(before, std::nullopt);
    EXPECT_EQ(registry_.key(before)->secret(), secret);

    const std::string other = "lk_x_" + std::string(64, 'c');
    registry_.add(server("a", "https://a", 1), ApiKey::parse(other, "test"));
    EXPECT_EQ(registry_.key(before)->secret(), other);

    // Elsewhere may be somebody else who shows the same public key.
    const KnownServer moved = server("renamed", "https://b", 1);
    registry_.add(moved, std::nullopt);
    EXPECT_EQ(registry_.list(), std::vector<KnownServer>{moved});
    EXPECT_FALSE(registry_.key(moved));
}

TEST_F(Registry, refusesNamesAndKeysThatCollide) {
    const KnownServer known = server("a", "https://a", 1);
    registry_.add(known, std::nullopt);
    expectError(ErrorCode::AlreadyExists, "--name",
                [&] { registry_.add(server("a", "https://b", 2), std::nullopt); });
    KnownServer impostor = server("b", "https://b", 2);
    impostor.serverId = known.serverId;
    expectError(ErrorCode::Refused, "another key", [&] { registry_.add(impostor, std::nullopt); });
    for (const char* name : {"", ".", "..", "a/b", "A", ".a", "-a"}) {
        expectError(ErrorCode::InvalidArgument, "name",
                    [&] { registry_.add(server(name, "https://c", 3), std::nullopt); });
    }
    EXPECT_EQ(registry_.list(), std::vector<KnownServer>{known});
}

TEST_F(Registry, namesTheEntryThatIsBroken) {
    registry_.add(server("a", "https://a", 1), std::nullopt);
    const fs::path file = home_ / "servers" / "a" / "server.json";
    const std::string whole = readTextFile(file, 1 << 16);
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"/1", "/2"},
                                   {"https", "gopher"},
                                   {"public_key", "publik_key"},
                                   {"false", "0"}}) {
        std::string broken = whole;
        broken.replace(broken.find(from), from.size(), to);
        std::ofstream(file) << broken;
        EXPECT_THAT(errorTextOf([&] { registry_.list(); }), HasSubstr("in")) << broken;
        EXPECT_THAT(errorTextOf([&] { registry_.list(); }), Not(HasSubstr("no error")));
    }
}

TEST(PinServer, comparesFingerprintsAsPeopleWriteThem) {
    const ServerInfo info = infoOf(5);
    const ServerAddress address = ServerAddress::parse("https://a");
    std::string upper = info.serverId;
    std::transform(upper.begin(), upper.end(), upper.begin(), ::toupper);
    std::string bare = info.serverId;
    std::erase(bare, ':');
    for (const std::string& right : {info.serverId, upper, bare, std::string()}) {
        const KnownServer known = pinServer("a", address, false, info, right);
        EXPECT_EQ(fingerprint(known.publicKey), info.serverId);
    }
    for (const std::string& wrong : {infoOf(6).serverId, bare.substr(1), std::string("x")}) {
        expectError(ErrorCode::Refused, info.serverId,
                    [&] { pinServer("a", address, false, info, wrong); });
    }
    ServerInfo escaping = info;
    escaping.serverId = "../../x";
    expectError(ErrorCode::InvalidInput, "server id",
                [&] { pinServer("a", address, false, escaping, ""); });
}

TEST(PinServer, refusesAnotherKeyLater) {
    const KnownServer known = server("a", "https://a", 5);
    EXPECT_NO_THROW(requirePinned(known, infoOf(5)));
    ServerInfo other = infoOf(6);
    expectError(ErrorCode::Refused, infoOf(6).serverId, [&] { requirePinned(known, other); });
    other.serverId = known.serverId;
    expectError(ErrorCode::Refused, known.serverId, [&] { requirePinned(known, other); });
}

TEST(DefaultServerName, isAlwaysAName) {
    const auto nameOf = [](const char* url) {
        return defaultServerName(ServerAddress::parse(url));
    };
    EXPECT_EQ(nameOf("https://laurel.example.org"), "laurel.example.org");
    EXPECT_EQ(nameOf("http://localhost:8750"), "localhost-8750");
    EXPECT_TRUE(isServerName(nameOf("http://[::1]:8750")));
    EXPECT_TRUE(isServerName(nameOf(("https://" + std::string(200, 'a')).c_str())));
}

TEST(ApiKey, isNeverShown) {
    EXPECT_EQ(ApiKey::parse("\n " + secret + " \r\n", "test").secret(), secret);
    for (const std::string& bad :
         {std::string(), std::string("lk__") + std::string(64, 'a'), secret + "0",
          secret.substr(0, secret.size() - 1), "x" + secret,
          std::string(secret).append("\r\nX: y").append(secret), "lk_a b_" + std::string(64, 'a'),
          "lk_a_" + std::string(64, 'G')}) {
        const std::string text = errorTextOf([&] { ApiKey::parse(bad, "a file"); });
        EXPECT_THAT(text, HasSubstr("invalid_input: a file: expected a key"));
        EXPECT_THAT(text, Not(HasSubstr("aaa")));
        EXPECT_THAT(text, Not(HasSubstr("bbb")));
    }
}

} // namespace
} // namespace laurel
