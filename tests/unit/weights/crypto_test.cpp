#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"

#include <gmock/gmock.h>
#include <set>
#include <utility>
#include <vector>

namespace laurel {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> hex(const std::string& text) {
    std::array<std::uint8_t, N> bytes{};
    fromHex(text, bytes);
    return bytes;
}

std::vector<std::byte> message(const std::string& text) {
    std::vector<std::byte> bytes(text.size() / 2);
    fromHex(text, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
}

// FIPS 180-4 examples published by NIST, "SHA256.pdf" and "SHA2_Additional.pdf".
TEST(Sha256, NistExamples) {
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256Hex(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfAFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "file";
    writeFileAtomically(path, std::string(1'000'000, 'a'));
    EXPECT_EQ(sha256HexOfFile(path),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    writeFileAtomically(path, "");
    EXPECT_EQ(sha256HexOfFile(path),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_THAT(errorTextOf([&] { sha256HexOfFile(folder.path() / "none"); }),
                ::testing::StartsWith("not_found: "));
    EXPECT_THAT(errorTextOf([&] { sha256HexOfFile(folder.path()); }),
                ::testing::StartsWith("io: "));
}

struct HmacVector {
    std::string key;
    std::string message;
    const char* digest;
};

// RFC 4231, test cases 1 to 4, 6 and 7.
TEST(Hmac, Rfc4231) {
    std::string oneToTwentyFive;
    for (char value = 1; value <= 25; ++value) {
        oneToTwentyFive += value;
    }
    const std::vector<HmacVector> vectors{
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {oneToTwentyFive, std::string(50, '\xcd'),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {std::string(131, '\xaa'),
         "This is a test using a larger than block-size key and a larger than block-size data. The "
         "key needs to be hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
    for (const HmacVector& vector : vectors) {
        EXPECT_EQ(hmacSha256Hex(vector.key, vector.message), vector.digest);
    }
}

TEST(Secrets, AreComparedInFull) {
    EXPECT_TRUE(equalInConstantTime("", ""));
    EXPECT_TRUE(equalInConstantTime(std::string("a\0b", 3), std::string("a\0b", 3)));
    EXPECT_FALSE(equalInConstantTime(std::string("a\0b", 3), std::string("a\0c", 3)));
    EXPECT_FALSE(equalInConstantTime("secret", "Secret"));
    EXPECT_FALSE(equalInConstantTime("secret", "secret "));
}

TEST(RandomBytes, DifferEachTime) {
    constexpr std::size_t draws = 1000;
    std::set<std::string> drawn;
    for (std::size_t i = 0; i < draws; ++i) {
        drawn.insert(randomHexText(16));
    }
    EXPECT_EQ(drawn.size(), draws);
    EXPECT_THAT(drawn, ::testing::Each(::testing::MatchesRegex("[0-9a-f]{32}")));
    EXPECT_EQ(randomHexText(0), "");
}

struct SignatureVector {
    const char* seed;
    const char* publicKey;
    const char* message;
    const char* signature;
};

// RFC 8032, 7.1: TEST 1, TEST 2, TEST 3, TEST SHA(abc).
const std::vector<SignatureVector> rfc8032{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fee"
     "bbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e"
     "030"
     "3dca179c138ac17ad9bef1177331a704"}};

TEST(Ed25519, Rfc8032Vectors) {
    for (const SignatureVector& vector : rfc8032) {
        const Ed25519KeyPair pair(hex<32>(vector.seed));
        EXPECT_EQ(toHexText(pair.publicKey()), vector.publicKey);
        EXPECT_EQ(toHexText(pair.sign(message(vector.message))), vector.signature);
        EXPECT_TRUE(verifyEd25519(hex<32>(vector.publicKey), message(vector.message),
                                  hex<64>(vector.signature)));
    }
}

TEST(Ed25519, AnyChangedBitIsNoticed) {
    const SignatureVector& vector = rfc8032[2];
    const auto key = hex<32>(vector.publicKey);
    const auto signature = hex<64>(vector.signature);
    const auto text = message(vector.message);
    for (std::size_t bit = 0; bit < 512; ++bit) {
        auto changed = signature;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(verifyEd25519(key, text, changed)) << bit;
    }
    for (std::size_t bit = 0; bit < 16; ++bit) {
        auto changed = text;
        changed[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        EXPECT_FALSE(verifyEd25519(key, changed, signature)) << bit;
    }
    EXPECT_FALSE(verifyEd25519(hex<32>(rfc8032[1].publicKey), text, signature));
    EXPECT_FALSE(verifyEd25519(key, {}, signature));
}

TEST(Ed25519, KeysThatAreNoPointVerifyNothing) {
    Ed25519PublicKey none{};
    none.fill(0xFF);
    EXPECT_FALSE(verifyEd25519(none, {}, hex<64>(rfc8032[0].signature)));
}

TEST(Ed25519, GeneratedKeysSignAndDiffer) {
    const Ed25519KeyPair a = Ed25519KeyPair::generate();
    const Ed25519KeyPair b = Ed25519KeyPair::generate();
    const auto text = message("00ff");
    EXPECT_TRUE(verifyEd25519(a.publicKey(), text, a.sign(text)));
    EXPECT_FALSE(verifyEd25519(a.publicKey(), text, b.sign(text)));
    EXPECT_NE(a.publicKey(), b.publicKey());
}

TEST(Ed25519, MovingWipesTheSource) {
    Ed25519KeyPair a(hex<32>(rfc8032[0].seed));
    Ed25519KeyPair b(std::move(a));
    EXPECT_EQ(toHexText(b.seed()), rfc8032[0].seed);
    const std::array<std::uint8_t, 32> wiped{};
    // What is left after a move is promised. NOLINTBEGIN(bugprone-use-after-move,*cplusplus.Move)
    EXPECT_EQ(a.seed(), wiped);
    Ed25519KeyPair c = Ed25519KeyPair::generate();
    c = std::move(b);
    EXPECT_EQ(toHexText(c.publicKey()), rfc8032[0].publicKey);
    EXPECT_EQ(b.seed(), wiped);
    // NOLINTEND(bugprone-use-after-move,*cplusplus.Move)
}

TEST(Fingerprint, IsTheBeginningOfTheDigestInGroups) {
    const Ed25519PublicKey key = hex<32>(rfc8032[0].publicKey);
    const std::string digest = sha256Hex(std::as_bytes(std::span(key)));
    const std::string text = fingerprint(key);
    ASSERT_EQ(text.size(), 39U);
    std::string joined;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 5 == 4) {
            EXPECT_EQ(text[i], ':');
        } else {
            joined += text[i];
        }
    }
    EXPECT_EQ(joined, digest.substr(0, 32));
}

TEST(Hex, ReadsBothCasesAndRefusesTheRest) {
    EXPECT_EQ(toHexText(hex<4>("00aAfF10")), "00aaff10");
    for (const char* text : {"00aaff1", "00aaff100", "00aaff1g", "00 aff10", "0x00aaff"}) {
        EXPECT_EQ(errorTextOf([&] { hex<4>(text); }),
                  "invalid_input: expected 8 hexadecimal digits");
    }
}

} // namespace
} // namespace laurel
