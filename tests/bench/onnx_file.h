#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace laurel::bench {

/// An operator of ONNX with its attributes; inputs and output are names, "" an input left out.
struct OnnxNode {
    using Value = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>>;
    struct Attribute {
        std::string name;
        Value value;
    };

    std::string type;
    std::vector<std::string> inputs;
    std::string output;
    std::vector<Attribute> attributes;
};

/// A constant: weights, or shapes that an operator takes as an input.
struct OnnxConstant {
    std::string name;
    std::vector<std::int64_t> extents; ///< none: a scalar
    std::variant<std::vector<float>, std::vector<std::int64_t>> values;
};

/// A tensor of float that goes in or comes out.
struct OnnxTensor {
    std::string name;
    std::vector<std::int64_t> extents;
};

/// What an ONNX file with one input and one output says.
struct OnnxFile {
    std::vector<OnnxNode> nodes; ///< each after all that it reads
    std::vector<OnnxConstant> constants;
    OnnxTensor input;
    OnnxTensor output;
};

/// The file's bytes: a ModelProto (github.com/onnx/onnx, onnx/onnx.proto) of operator set 17.
std::string toBytes(const OnnxFile& file);

} // namespace laurel::bench
