#include "safetensors_header.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <cstring>
#include <fstream>

namespace laurel {

namespace {

std::string jsonString(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

std::string jsonShape(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (const std::int64_t dimension : shape) {
        text += (text.size() > 1 ? "," : "") + std::to_string(dimension);
    }
    return text + "]";
}

/// Length and JSON: all that stands before the data.
std::string headerOf(const StateDict& state) {
    constexpr std::size_t alignment = 8;
    std::string json = "{";
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : state.entries()) {
        requireTensorName(name, "weights to be written", {});
        const std::uint64_t end = offset + tensor.bytes().size();
        json += (json.size() > 1 ? "," : "") + jsonString(name) + ":{\"dtype\":\"" +
                std::string(toString(tensor.dtype())) +
                "\",\"shape\":" + jsonShape(tensor.shape()) + ",\"data_offsets\":[" +
                std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    json += '}';
    json.resize((json.size() + alignment - 1) / alignment * alignment, ' ');
    const std::uint64_t length = json.size();
    std::string header(sizeof length, '\0');
    std::memcpy(header.data(), &length, sizeof length);
    return header + json;
}

} // namespace

std::vector<std::byte> serializeSafetensors(const StateDict& state) {
    const std::string header = headerOf(state);
    const auto headerBytes = std::as_bytes(std::span(header));
    std::vector<std::byte> bytes(headerBytes.begin(), headerBytes.end());
    for (const auto& [name, tensor] : state.entries()) {
        bytes.insert(bytes.end(), tensor.bytes().begin(), tensor.bytes().end());
    }
    return bytes;
}

void writeSafetensors(const std::filesystem::path& path, const StateDict& state) {
    const std::string header = headerOf(state);
    writeThroughTemporary(path, [&](const std::filesystem::path& temporary) {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file.write(header.data(), static_cast<std::streamsize>(header.size()));
        for (const auto& [name, tensor] : state.entries()) {
            file.write(reinterpret_cast<const char*>(tensor.bytes().data()),
                       static_cast<std::streamsize>(tensor.bytes().size()));
        }
        file.close();
        if (!file) {
            throw Error(ErrorCode::Io, "cannot write " + path.string());
        }
    });
}

} // namespace laurel
