#include "laurel/server_domain/screening.h"

#include "laurel/base/error.h"

#include <array>
#include <fstream>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::string firstBytes(const fs::path& file, std::size_t count) {
    std::string bytes(count, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

/// Protocol 2 and later begin with the opcode PROTO and the protocol's number.
bool looksLikePickle(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

/// What other programs call weights, so that people learn what they sent. Asked only after reading
/// failed: a safetensors file begins with a number, which may look like anything.
std::string_view lookOf(const fs::path& file) {
    constexpr std::size_t longest = 8;
    const std::string bytes = firstBytes(file, longest);
    if (looksLikePickle(bytes)) {
        return "; it looks like a Python pickle, which Laurel never opens";
    }
    if (bytes.starts_with("PK\x03\x04")) {
        return "; it looks like a zip archive, as torch.save and TorchScript write, which Laurel "
               "never opens";
    }
    if (bytes == "\x89HDF\r\n\x1a\n") {
        return "; it looks like an HDF5 file, as Keras writes";
    }
    return "";
}

/// The reader's words without the path on the server.
std::string withoutPath(const std::string& message, const fs::path& file) {
    const std::string prefix = file.string() + ": ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

} // namespace

std::variant<StateDict, Refusal> readContributedWeights(const fs::path& file,
                                                        const SafetensorsLimits& limits) {
    try {
        return readSafetensors(file, limits);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput && error.code() != ErrorCode::LimitExceeded) {
            throw;
        }
        const bool large = fs::file_size(file) > limits.fileBytes;
        return Refusal{std::string(large ? refusal::tooLarge : refusal::notSafetensors),
                       "the file is " +
                           std::string(large ? "too large"
                                             : "no safetensors file of "
                                               "weights") +
                           ": " + withoutPath(error.what(), file) + std::string(lookOf(file))};
    }
}

} // namespace laurel
