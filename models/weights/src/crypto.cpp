#include "laurel/weights/crypto.h"

#include "laurel/base/error.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <vector>

namespace laurel {

namespace {

template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

void require(bool success, const char* what) {
    if (!success) {
        ERR_clear_error();
        throw Error(ErrorCode::Internal, std::string("OpenSSL failed to ") + what);
    }
}

const unsigned char* data(std::span<const std::byte> bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

class Sha256 {
  public:
    Sha256() : context_(EVP_MD_CTX_new()) {
        require(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
                "begin SHA-256");
    }
    void update(std::span<const std::byte> bytes) {
        require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "hash");
    }
    std::array<std::uint8_t, 32> finish() {
        std::array<std::uint8_t, 32> digest{};
        require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "end SHA-256");
        return digest;
    }

  private:
    DigestContext context_;
};

Key privateKey(const std::array<std::uint8_t, 32>& seed) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    require(key != nullptr, "load an Ed25519 key");
    return key;
}

Ed25519PublicKey publicKeyOf(const std::array<std::uint8_t, 32>& seed) {
    Ed25519PublicKey publicKey{};
    std::size_t size = publicKey.size();
    require(EVP_PKEY_get_raw_public_key(privateKey(seed).get(), publicKey.data(), &size) == 1 &&
                size == publicKey.size(),
            "derive an Ed25519 public key");
    return publicKey;
}

int hexDigit(char c) {
    static constexpr std::string_view digits = "0123456789abcdef";
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::size_t value = digits.find(lower);
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

} // namespace

std::string sha256Hex(std::span<const std::byte> bytes) {
    Sha256 sha;
    sha.update(bytes);
    return toHexText(sha.finish());
}

std::string sha256Hex(std::string_view text) {
    return sha256Hex(std::as_bytes(std::span(text)));
}

std::string sha256HexOfFile(const std::filesystem::path& path) {
    constexpr std::size_t chunkBytes = 1U << 18;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        const ErrorCode code = errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
        throw Error(code, "cannot read " + path.string() + ": " + std::strerror(errno));
    }
    Sha256 sha;
    std::vector<char> chunk(chunkBytes);
    do {
        file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        sha.update(std::as_bytes(std::span(chunk).first(static_cast<std::size_t>(file.gcount()))));
    } while (file);
    if (!file.eof()) {
        throw Error(ErrorCode::Io, "cannot read " + path.string() + " to its end");
    }
    return toHexText(sha.finish());
}

std::string hmacSha256Hex(std::string_view key, std::string_view message) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(message));
    std::array<std::uint8_t, 32> digest{};
    unsigned int size = 0;
    require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data(bytes), bytes.size(),
                 digest.data(), &size) != nullptr &&
                size == digest.size(),
            "compute HMAC-SHA-256");
    return toHexText(digest);
}

bool equalInConstantTime(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void fillWithRandomBytes(std::span<std::uint8_t> out) {
    require(RAND_priv_bytes(out.data(), static_cast<int>(out.size())) == 1, "draw random bytes");
}

std::string randomHexText(std::size_t bytes) {
    std::vector<std::uint8_t> drawn(bytes);
    fillWithRandomBytes(drawn);
    std::string text = toHexText(drawn);
    OPENSSL_cleanse(drawn.data(), drawn.size());
    return text;
}

Ed25519KeyPair Ed25519KeyPair::generate() {
    std::array<std::uint8_t, 32> seed{};
    fillWithRandomBytes(seed);
    Ed25519KeyPair pair(seed);
    OPENSSL_cleanse(seed.data(), seed.size());
    return pair;
}

Ed25519KeyPair::Ed25519KeyPair(std::array<std::uint8_t, 32> seed)
    : seed_(seed), publicKey_(publicKeyOf(seed)) {
    OPENSSL_cleanse(seed.data(), seed.size());
}

Ed25519KeyPair::~Ed25519KeyPair() {
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

Ed25519KeyPair::Ed25519KeyPair(Ed25519KeyPair&& other) noexcept
    : seed_(other.seed_), publicKey_(other.publicKey_) {
    OPENSSL_cleanse(other.seed_.data(), other.seed_.size());
}

Ed25519KeyPair& Ed25519KeyPair::operator=(Ed25519KeyPair&& other) noexcept {
    if (this != &other) {
        seed_ = other.seed_;
        publicKey_ = other.publicKey_;
        OPENSSL_cleanse(other.seed_.data(), other.seed_.size());
    }
    return *this;
}

Ed25519Signature Ed25519KeyPair::sign(std::span<const std::byte> message) const {
    const Key key = privateKey(seed_);
    const DigestContext context(EVP_MD_CTX_new());
    Ed25519Signature signature{};
    std::size_t size = signature.size();
    require(context &&
                EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                EVP_DigestSign(context.get(), signature.data(), &size, data(message),
                               message.size()) == 1 &&
                size == signature.size(),
            "sign with Ed25519");
    return signature;
}

bool verifyEd25519(const Ed25519PublicKey& key, std::span<const std::byte> message,
                   const Ed25519Signature& signature) {
    const Key publicKey(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
    require(publicKey != nullptr, "load an Ed25519 public key");
    const DigestContext context(EVP_MD_CTX_new());
    require(context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                                            publicKey.get()) == 1,
            "prepare an Ed25519 verification");
    const int result = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                        data(message), message.size());
    ERR_clear_error();
    return result == 1;
}

std::string fingerprint(const Ed25519PublicKey& key) {
    constexpr std::size_t hexDigits = 32;
    constexpr std::size_t groupDigits = 4;
    const std::string digest = sha256Hex(std::as_bytes(std::span(key)));
    std::string text;
    for (std::size_t i = 0; i < hexDigits; i += groupDigits) {
        text += (i == 0 ? "" : ":") + digest.substr(i, groupDigits);
    }
    return text;
}

void fromHex(std::string_view text, std::span<std::uint8_t> out) {
    const auto fail = [&] {
        throw Error(ErrorCode::InvalidInput,
                    "expected " + std::to_string(2 * out.size()) + " hexadecimal digits");
    };
    if (text.size() != 2 * out.size()) {
        fail();
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hexDigit(text[2 * i]);
        const int low = hexDigit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            fail();
        }
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
}

std::string toHexText(std::span<const std::uint8_t> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

} // namespace laurel
