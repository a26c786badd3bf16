#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace laurel {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(std::string_view text);
/// Streams the file. @throws Error NotFound or Io
std::string sha256HexOfFile(const std::filesystem::path& path);

/// HMAC-SHA-256 (RFC 2104) as 64 lower-case hexadecimal digits.
std::string hmacSha256Hex(std::string_view key, std::string_view message);

/// Compares secrets in a time that depends on their lengths only.
bool equalInConstantTime(std::string_view a, std::string_view b) noexcept;

/// Fills it with random bytes fit for keys. @throws Error Internal when the system has none to give
void fillWithRandomBytes(std::span<std::uint8_t> out);
/// So many random bytes as lower-case hexadecimal digits, as for ids that nobody can guess.
std::string randomHexText(std::size_t bytes);

using Ed25519PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

/// An Ed25519 key pair (RFC 8032). The seed is wiped when the object dies or is moved from.
class Ed25519KeyPair {
  public:
    static Ed25519KeyPair generate();
    /// @param seed the 32-byte private key of RFC 8032
    explicit Ed25519KeyPair(std::array<std::uint8_t, 32> seed);
    ~Ed25519KeyPair();
    Ed25519KeyPair(const Ed25519KeyPair&) = delete;
    Ed25519KeyPair& operator=(const Ed25519KeyPair&) = delete;
    Ed25519KeyPair(Ed25519KeyPair&&) noexcept;
    Ed25519KeyPair& operator=(Ed25519KeyPair&&) noexcept;

    const std::array<std::uint8_t, 32>& seed() const noexcept { return seed_; }
    const Ed25519PublicKey& publicKey() const noexcept { return publicKey_; }
    Ed25519Signature sign(std::span<const std::byte> message) const;

  private:
    std::array<std::uint8_t, 32> seed_{};
    Ed25519PublicKey publicKey_{};
};

/// Whether the signature is the key's over exactly this message. Never throws on wrong signatures.
bool verifyEd25519(const Ed25519PublicKey& key, std::span<const std::byte> message,
                   const Ed25519Signature& signature);

/// What people compare: the first 16 bytes of SHA-256 of the public key, as lower-case
/// hexadecimal in groups of 4 with ":" between.
std::string fingerprint(const Ed25519PublicKey& key);

/// @throws Error InvalidInput unless text has exactly 2 × out.size() hexadecimal digits
void fromHex(std::string_view text, std::span<std::uint8_t> out);
std::string toHexText(std::span<const std::uint8_t> bytes);

} // namespace laurel
