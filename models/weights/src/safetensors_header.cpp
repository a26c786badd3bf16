#include "safetensors_header.h"

#include "header_cursor.h"
#include "tensor_shape.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace laurel {

namespace {

/// Types of the safetensors format that Laurel's weights do not use.
constexpr std::array<std::string_view, 14> otherTypes{"BOOL", "U8",      "I8",      "U16",    "I16",
                                                      "U32",  "I32",     "U64",     "F16",    "F64",
                                                      "BF16", "F8_E4M3", "F8_E5M2", "F8_E8M0"};

class HeaderParser {
  public:
    HeaderParser(std::string_view json, const std::string& name, const SafetensorsLimits& limits)
        : cursor_(json, name), name_(name), limits_(limits) {}

    std::vector<SafetensorsEntry> parse() {
        cursor_.object("the header", [&](const std::string& key) {
            if (key == safetensorsMetadataKey) {
                metadata();
            } else {
                tensor(key);
            }
        });
        cursor_.requirePaddingToEnd();
        return std::move(entries_);
    }

  private:
    [[noreturn]] void fail(ErrorCode code, const std::string& reason) const {
        throw Error(code, name_ + ": " + reason);
    }

    void metadata() {
        cursor_.object("__metadata__", [&](const std::string&) { cursor_.string(); });
    }

    void tensor(const std::string& key) {
        requireTensorName(key, name_, limits_);
        if (entries_.size() == limits_.tensors) {
            fail(ErrorCode::LimitExceeded,
                 "more than " + std::to_string(limits_.tensors) + " tensors");
        }
        SafetensorsEntry entry;
        entry.spec.name = key;
        const std::string what = "tensor " + quotedForMessage(key);
        std::set<std::string> seen;
        cursor_.object(what, [&](const std::string& field) {
            tensorField(entry, what, field);
            seen.insert(field);
        });
        for (const char* field : {"dtype", "shape", "data_offsets"}) {
            if (!seen.contains(field)) {
                fail(ErrorCode::InvalidInput, what + " has no " + field);
            }
        }
        if (!elementCount(entry.spec.shape)) {
            fail(ErrorCode::InvalidInput, what + ": shape " + describeShape(entry.spec.shape) +
                                              " has more elements than can be counted");
        }
        entries_.push_back(std::move(entry));
    }

    void tensorField(SafetensorsEntry& entry, const std::string& what, const std::string& field) {
        if (field == "dtype") {
            entry.spec.dtype = dtype(what);
        } else if (field == "shape") {
            entry.spec.shape = shape(what);
        } else if (field == "data_offsets") {
            offsets(entry, what);
        } else {
            fail(ErrorCode::InvalidInput, what + " has the unknown field " +
                                              quotedForMessage(field) +
                                              " (known: dtype, shape, data_offsets)");
        }
    }

    DType dtype(const std::string& what) {
        const std::string text = cursor_.string();
        for (const DType type : {DType::F32, DType::I64}) {
            if (text == toString(type)) {
                return type;
            }
        }
        const bool known =
            std::find(otherTypes.begin(), otherTypes.end(), text) != otherTypes.end();
        fail(ErrorCode::InvalidInput,
             what + ": dtype " + quotedForMessage(text) +
                 (known ? " is not one that Laurel's weights may have (F32, I64)"
                        : " is not a type of the safetensors format"));
    }

    std::vector<std::int64_t> shape(const std::string& what) {
        std::vector<std::int64_t> shape;
        cursor_.array(what + ": shape", [&] {
            if (shape.size() == limits_.dimensions) {
                fail(ErrorCode::LimitExceeded, what + ": shape has more than " +
                                                   std::to_string(limits_.dimensions) +
                                                   " dimensions");
            }
            shape.push_back(static_cast<std::int64_t>(cursor_.integer()));
        });
        return shape;
    }

    void offsets(SafetensorsEntry& entry, const std::string& what) {
        std::vector<std::uint64_t> values;
        cursor_.array(what + ": data_offsets", [&] {
            values.push_back(cursor_.integer());
            if (values.size() > 2) {
                fail(ErrorCode::InvalidInput, what + ": data_offsets has more than two numbers");
            }
        });
        if (values.size() != 2) {
            fail(ErrorCode::InvalidInput, what + ": data_offsets has " +
                                              std::to_string(values.size()) +
                                              " numbers, expected begin and end");
        }
        entry.begin = values[0];
        entry.end = values[1];
    }

    HeaderCursor cursor_;
    const std::string& name_;
    const SafetensorsLimits& limits_;
    std::vector<SafetensorsEntry> entries_;
};

} // namespace

void requireTensorName(const std::string& tensor, const std::string& where,
                       const SafetensorsLimits& limits) {
    const auto fail = [&](ErrorCode code, const std::string& reason) {
        throw Error(code, where + ": " + reason);
    };
    if (tensor.empty()) {
        fail(ErrorCode::InvalidInput, "a tensor has an empty name");
    }
    if (tensor.size() > limits.nameBytes) {
        fail(ErrorCode::LimitExceeded, "the tensor name " + quotedForMessage(tensor) + " has " +
                                           std::to_string(tensor.size()) + " bytes, at most " +
                                           std::to_string(limits.nameBytes) + " are allowed");
    }
    if (tensor == safetensorsMetadataKey) {
        fail(ErrorCode::InvalidInput, "a tensor has the reserved name __metadata__");
    }
    if (hasControlCharacter(tensor)) {
        fail(ErrorCode::InvalidInput,
             "the tensor name " + quotedForMessage(tensor) + " holds a control character");
    }
    if (!isValidUtf8(tensor)) {
        fail(ErrorCode::InvalidInput,
             "the tensor name " + quotedForMessage(tensor) + " is not valid UTF-8");
    }
}

std::vector<SafetensorsEntry> parseSafetensorsHeader(std::string_view json, const std::string& name,
                                                     const SafetensorsLimits& limits) {
    return HeaderParser(json, name, limits).parse();
}

} // namespace laurel
