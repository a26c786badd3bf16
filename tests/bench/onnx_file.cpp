#include "onnx_file.h"

#include "protobuf_message.h"

namespace laurel::bench {

namespace {

// The highest that the oldest checker in use (python3-onnx 1.12 of Debian 12) knows, and what
// PyTorch's exporters write; files of it have the representation's version 8.
constexpr std::int64_t operatorSet = 17;
constexpr std::int64_t representation = 8;

/// TensorProto.DataType
enum ElementType { Float = 1, Int64 = 7 };

/// AttributeProto: the field that holds a value and the AttributeType that says so.
void write(ProtobufMessage& attribute, std::int64_t value) {
    attribute.integer(3, value).integer(20, 2);
}
void write(ProtobufMessage& attribute, float value) {
    attribute.decimal(2, value).integer(20, 1);
}
void write(ProtobufMessage& attribute, const std::string& value) {
    attribute.text(4, value).integer(20, 3);
}
void write(ProtobufMessage& attribute, const std::vector<std::int64_t>& values) {
    for (const std::int64_t value : values) {
        attribute.integer(8, value);
    }
    attribute.integer(20, 7);
}

ProtobufMessage toMessage(const OnnxNode::Attribute& attribute) {
    ProtobufMessage message;
    message.text(1, attribute.name);
    std::visit([&](const auto& value) { write(message, value); }, attribute.value);
    return message;
}

/// NodeProto
ProtobufMessage toMessage(const OnnxNode& node) {
    ProtobufMessage message;
    for (const std::string& input : node.inputs) {
        message.text(1, input);
    }
    // A result has one producer, so its name serves both.
    message.text(2, node.output).text(3, node.output).text(4, node.type);
    for (const OnnxNode::Attribute& attribute : node.attributes) {
        message.message(5, toMessage(attribute));
    }
    return message;
}

template <typename T>
std::string_view rawBytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// TensorProto
ProtobufMessage toMessage(const OnnxConstant& constant) {
    ProtobufMessage message;
    for (const std::int64_t extent : constant.extents) {
        message.integer(1, extent);
    }
    const bool isFloat = std::holds_alternative<std::vector<float>>(constant.values);
    message.integer(2, isFloat ? Float : Int64).text(8, constant.name);
    std::visit([&](const auto& values) { message.text(9, rawBytes(values)); }, constant.values);
    return message;
}

/// ValueInfoProto
ProtobufMessage toMessage(const OnnxTensor& tensor) {
    ProtobufMessage shape;
    for (const std::int64_t extent : tensor.extents) {
        shape.message(1, ProtobufMessage().integer(1, extent));
    }
    const ProtobufMessage type = ProtobufMessage().integer(1, Float).message(2, shape);
    return ProtobufMessage().text(1, tensor.name).message(2, ProtobufMessage().message(1, type));
}

/// GraphProto
ProtobufMessage graphOf(const OnnxFile& file) {
    ProtobufMessage graph;
    for (const OnnxNode& node : file.nodes) {
        graph.message(1, toMessage(node));
    }
    graph.text(2, "laurel");
    for (const OnnxConstant& constant : file.constants) {
        graph.message(5, toMessage(constant));
    }
    return graph.message(11, toMessage(file.input)).message(12, toMessage(file.output));
}

} // namespace

std::string toBytes(const OnnxFile& file) {
    return ProtobufMessage()
        .integer(1, representation)
        .text(2, "laurel-bench")
        .message(7, graphOf(file))
        .message(8, ProtobufMessage().text(1, "").integer(2, operatorSet))
        .bytes();
}

} // namespace laurel::bench
