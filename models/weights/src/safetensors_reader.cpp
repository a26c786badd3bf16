#include "safetensors_header.h"
#include "tensor_shape.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace laurel {

namespace {

constexpr std::size_t lengthBytes = 8;

/// Entries in name order, and the bytes that their offsets count in.
struct Layout {
    std::vector<SafetensorsEntry> entries;
    std::span<const std::byte> data;
};

[[noreturn]] void fail(ErrorCode code, const std::string& name, const std::string& reason) {
    throw Error(code, name + ": " + reason);
}

std::uint64_t readHeaderLength(std::span<const std::byte> bytes, const std::string& name,
                               const SafetensorsLimits& limits) {
    const auto refuse = [&](ErrorCode code, const std::string& reason) {
        fail(code, name, reason);
    };
    if (bytes.size() > limits.fileBytes) {
        refuse(ErrorCode::LimitExceeded, std::to_string(bytes.size()) + " bytes, at most " +
                                             std::to_string(limits.fileBytes) + " are read");
    }
    if (bytes.size() < lengthBytes) {
        refuse(ErrorCode::InvalidInput,
               "too short for a safetensors file (" + std::to_string(bytes.size()) + " bytes)");
    }
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), lengthBytes);
    if (length > limits.headerBytes) {
        refuse(ErrorCode::LimitExceeded, "the header's length is given as " +
                                             std::to_string(length) + " bytes, at most " +
                                             std::to_string(limits.headerBytes) + " are read");
    }
    if (length > bytes.size() - lengthBytes) {
        refuse(ErrorCode::InvalidInput, "the header's length is given as " +
                                            std::to_string(length) + " bytes, but only " +
                                            std::to_string(bytes.size() - lengthBytes) + " follow");
    }
    return length;
}

void checkEntry(const SafetensorsEntry& entry, std::uint64_t dataBytes, const std::string& name) {
    const auto refuse = [&](const std::string& reason) {
        fail(ErrorCode::InvalidInput, name,
             "tensor " + quotedForMessage(entry.spec.name) + ": " + reason);
    };
    const std::string offsets =
        "data_offsets [" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) + "]";
    if (entry.begin > entry.end) {
        refuse(offsets + " end before they begin");
    }
    if (entry.end > dataBytes) {
        refuse(offsets + " pass the end of the data, which has " + std::to_string(dataBytes) +
               " bytes");
    }
    const auto count = static_cast<std::uint64_t>(elementCount(entry.spec.shape).value_or(0));
    const std::uint64_t expected = count * bytesPer(entry.spec.dtype);
    if (entry.end - entry.begin != expected) {
        refuse("shape " + describeShape(entry.spec.shape) + " of " +
               std::string(toString(entry.spec.dtype)) + " takes " + std::to_string(expected) +
               " bytes, but " + offsets + " hold " + std::to_string(entry.end - entry.begin));
    }
}

/// The tensors must fill the data exactly, so that nothing can hide between or after them.
void checkNoHoles(std::vector<SafetensorsEntry> entries, std::uint64_t dataBytes,
                  const std::string& name) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t filled = 0;
    for (const SafetensorsEntry& entry : entries) {
        if (entry.begin != filled) {
            fail(ErrorCode::InvalidInput, name,
                 "tensor " + quotedForMessage(entry.spec.name) + " begins at data byte " +
                     std::to_string(entry.begin) +
                     (entry.begin < filled ? " and overlaps the tensor before it, which ends at "
                                           : " and leaves a hole after the tensors before it, "
                                             "which end at ") +
                     std::to_string(filled));
        }
        filled = entry.end;
    }
    if (filled != dataBytes) {
        fail(ErrorCode::InvalidInput, name,
             std::to_string(dataBytes - filled) + " bytes at the end belong to no tensor");
    }
}

Layout checkedLayout(std::span<const std::byte> bytes, const std::string& name,
                     const SafetensorsLimits& limits) {
    const std::uint64_t headerBytes = readHeaderLength(bytes, name, limits);
    const std::span<const std::byte> header = bytes.subspan(lengthBytes, headerBytes);
    Layout layout;
    layout.data = bytes.subspan(lengthBytes + headerBytes);
    layout.entries = parseSafetensorsHeader(
        {reinterpret_cast<const char*>(header.data()), header.size()}, name, limits);
    for (const SafetensorsEntry& entry : layout.entries) {
        checkEntry(entry, layout.data.size(), name);
    }
    checkNoHoles(layout.entries, layout.data.size(), name);
    std::sort(layout.entries.begin(), layout.entries.end(),
              [](const auto& a, const auto& b) { return a.spec.name < b.spec.name; });
    return layout;
}

/// A view where the bytes are aligned for their type, else a copy.
Tensor tensorOf(const SafetensorsEntry& entry, std::span<const std::byte> data,
                const std::shared_ptr<const void>& owner) {
    const auto bytes = data.subspan(entry.begin, entry.end - entry.begin);
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % bytesPer(entry.spec.dtype) == 0) {
        return Tensor(entry.spec.dtype, entry.spec.shape, bytes, owner);
    }
    const auto copy = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    return Tensor(entry.spec.dtype, entry.spec.shape, *copy, copy);
}

StateDict stateOf(const Layout& layout, std::span<const std::byte> data,
                  const std::shared_ptr<const void>& owner) {
    StateDict state;
    for (const SafetensorsEntry& entry : layout.entries) {
        state.add(entry.spec.name, tensorOf(entry, data, owner));
    }
    return state;
}

} // namespace

StateDict readSafetensors(const std::filesystem::path& path, const SafetensorsLimits& limits) {
    const auto file = std::make_shared<const MappedFile>(path);
    const Layout layout = checkedLayout(file->bytes(), path.string(), limits);
    return stateOf(layout, layout.data, file);
}

StateDict parseSafetensors(std::span<const std::byte> bytes, const std::string& name,
                           const SafetensorsLimits& limits) {
    const Layout layout = checkedLayout(bytes, name, limits);
    const auto copy =
        std::make_shared<const std::vector<std::byte>>(layout.data.begin(), layout.data.end());
    return stateOf(layout, *copy, copy);
}

std::vector<TensorSpec> readSafetensorsHeader(const std::filesystem::path& path,
                                              const SafetensorsLimits& limits) {
    const MappedFile file(path);
    std::vector<TensorSpec> specs;
    for (SafetensorsEntry& entry : checkedLayout(file.bytes(), path.string(), limits).entries) {
        specs.push_back(std::move(entry.spec));
    }
    return specs;
}

} // namespace laurel
