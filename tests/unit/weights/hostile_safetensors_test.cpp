#include "safetensors_bytes.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/weights/safetensors.h"

#include <gmock/gmock.h>
#include <set>

namespace laurel {
namespace {

struct Hostile {
    std::string what;
    std::string bytes;
    std::string code;
    std::string reason; ///< must stand in the message
};

const std::string four(4, '\0');
const std::string eight(8, '\0');

/// A header with the one tensor "w" whose value is `fields`.
std::string oneTensor(const std::string& fields) {
    return R"({"w":{)" + fields + "}}";
}

std::string shaped(const std::string& shape) {
    return oneTensor(R"("dtype":"F32","shape":)" + shape + R"(,"data_offsets":[0,4])");
}

std::string located(const std::string& offsets) {
    return oneTensor(R"("dtype":"F32","shape":[1],"data_offsets":)" + offsets);
}

std::string named(const std::string& name) {
    return "{\"" + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
}

std::string twoTensors(const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)" + first +
           R"(},"b":{"dtype":"F32","shape":[1],"data_offsets":)" + second + "}}";
}

const std::string valid = shaped("[1]");

Hostile file(const std::string& what, const std::string& bytes, const std::string& reason,
             const std::string& code = "invalid_input") {
    return {what, bytes, code, reason};
}

/// A defect in the header, four bytes of data behind it.
Hostile header(const std::string& what, const std::string& json, const std::string& reason,
               const std::string& code = "invalid_input") {
    return {what, safetensorsBytes(json, four), code, reason};
}

std::vector<Hostile> hostileFraming() {
    return {
        file("empty file", "", "too short for a safetensors file (0 bytes)"),
        file("seven bytes", "1234567", "too short for a safetensors file (7 bytes)"),
        file("no header", safetensorsBytes("", ""),
             "to open the header, got the end of the header"),
        file("header longer than the file", safetensorsBytes(valid, "", 500), "but only"),
        file("header length with the sign bit", safetensorsBytes(valid, four, 1ULL << 63),
             "given as 9223372036854775808 bytes, at most", "limit_exceeded"),
        file("header length just over the limit", safetensorsBytes(valid, four, (4U << 20) + 1),
             "given as 4194305 bytes, at most 4194304", "limit_exceeded"),
        file("header length cuts the JSON", safetensorsBytes(valid, four, valid.size() - 1),
             "expected '}' or ',' in the header, got the end of the header"),
        file("data missing", safetensorsBytes(valid), "[0, 4] pass the end of the data"),
        file("data without a tensor", safetensorsBytes("{}", four),
             "4 bytes at the end belong to no tensor"),
        file("data after the last tensor", safetensorsBytes(valid, eight + four),
             "8 bytes at the end belong to no tensor"),
    };
}

std::vector<Hostile> hostileSyntax() {
    return {
        header("an array", "[]", "expected '{' to open the header, got \"[\""),
        header("space first", " " + valid, "expected '{' to open the header, got \" \""),
        header("no colon", R"({"w" {}})", "expected ':' after the key \"w\""),
        header("no comma", R"({"w":{"dtype":"F32" "shape":[1]}})",
               "expected '}' or ',' in tensor \"w\", got \"\"\""),
        header("trailing comma", valid.substr(0, valid.size() - 1) + ",}",
               "expected '\"' to open a string, got \"}\""),
        header("a second object", valid + "{}",
               "only spaces may follow the JSON object, got \"{\""),
        header("padding with tabs", valid + "\t",
               "only spaces may follow the JSON object, got \"?\""),
        header("a comment", "{/**/}", "expected '\"' to open a string, got \"/\""),
        header("key without quotes", "{w:1}", "expected '\"' to open a string, got \"w\""),
        header("string without end", "{\"w", "a string has no end"),
        header("raw control character", "{\"w\n\":1}", "an unescaped control character"),
        header("unknown escape", R"({"\x41":1})", "the unknown escape \\ and \"x\""),
        header("escape cut off", "{\"\\", "the unknown escape \\ and the end of the header"),
        header("bad hexadecimal digits", R"({"\u12G4":1})", "four hexadecimal digits, got \"G\""),
        header("high surrogate alone", R"({"\ud800":1})",
               "the first half of a surrogate pair alone"),
        header("two high surrogates", R"({"\ud800\ud800":1})",
               "header byte 14: a string holds the first half"),
        header("low surrogate alone", R"({"\udc00":1})",
               "the second half of a surrogate pair alone"),
        header("not UTF-8", named("a\xFF"), "the string \"a?\" is not valid UTF-8"),
        header("overlong UTF-8", named("bb\xC0\xAF"), "the string \"bb??\" is not valid UTF-8"),
        header("UTF-8 surrogate", named("c\xED\xA0\x80"), "the string \"c???\" is not valid UTF-8"),
        header("beyond Unicode", named("d\xF4\x90\x80\x80"),
               "the string \"d????\" is not valid UTF-8"),
        header("UTF-8 cut short", named("ee\xE2\x82"), "the string \"ee??\" is not valid UTF-8"),
    };
}

std::vector<Hostile> hostileKeys() {
    const std::string tensor = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
    return {
        header("tensor twice", R"({"w":)" + tensor + R"(,"w":)" + tensor + "}",
               "the header has the key \"w\" twice"),
        header("tensor twice, once escaped", R"({"ab":)" + tensor + R"(,"\u0061b":)" + tensor + "}",
               "the header has the key \"ab\" twice"),
        header("field twice", oneTensor(R"("dtype":"F32","dtype":"F32")"),
               "tensor \"w\" has the key \"dtype\" twice"),
        header("metadata twice", R"({"__metadata__":{},"__metadata__":{}})",
               "the header has the key \"__metadata__\" twice"),
        header("metadata key twice", R"({"__metadata__":{"a":"1","a":"2"}})",
               "__metadata__ has the key \"a\" twice"),
        header("metadata of a number", R"({"__metadata__":{"a":1}})",
               "expected '\"' to open a string, got \"1\""),
        header("metadata nested", R"({"__metadata__":{"a":{}}})",
               "expected '\"' to open a string, got \"{\""),
        header("metadata an array", R"({"__metadata__":[]})",
               "expected '{' to open __metadata__, got \"[\""),
        header("metadata null", R"({"__metadata__":null})",
               "expected '{' to open __metadata__, got \"n\""),
        header("empty name", named(""), "a tensor has an empty name"),
        header("long name", named(std::string(257, 'n')), "has 257 bytes, at most 256",
               "limit_exceeded"),
        header("escaped control character in a name", named("a\\nb"),
               "the tensor name \"a?b\" holds a control character"),
        header("escaped zero byte in a name", named("z\\u0000"),
               "the tensor name \"z?\" holds a control character"),
    };
}

std::vector<Hostile> hostileTensors() {
    return {
        header("tensor not an object", R"({"w":[]})",
               "expected '{' to open tensor \"w\", got \"[\""),
        header("tensor null", R"({"w":null})", "expected '{' to open tensor \"w\", got \"n\""),
        header("no dtype", oneTensor(R"("shape":[1],"data_offsets":[0,4])"), "has no dtype"),
        header("no shape", oneTensor(R"("dtype":"F32","data_offsets":[0,4])"), "has no shape"),
        header("no offsets", oneTensor(R"("dtype":"F32","shape":[1])"), "has no data_offsets"),
        header("unknown field", oneTensor(R"("dtype":"F32","code":"x")"),
               "has the unknown field \"code\""),
        header("half floats", oneTensor(R"("dtype":"F16")"),
               "dtype \"F16\" is not one that Laurel's weights may have (F32, I64)"),
        header("double floats", oneTensor(R"("dtype":"F64")"), "dtype \"F64\" is not one"),
        header("type in lower case", oneTensor(R"("dtype":"f32")"),
               "dtype \"f32\" is not a type of the safetensors format"),
        header("type a number", oneTensor(R"("dtype":32)"),
               "header byte 14: expected '\"' to open a string, got \"3\""),
        header("negative dimension", shaped("[-1]"), "expected a whole number from 0, got \"-\""),
        header("fraction", shaped("[1.0]"), "expected a whole number without fraction or exponent"),
        header("exponent", shaped("[16e1]"),
               "header byte 31: expected a whole number without fraction or exponent"),
        header("leading zero", shaped("[01]"), "the number begins with a zero"),
        header("dimension over 63 bits", shaped("[9223372036854775808]"),
               "the number is larger than 9223372036854775807"),
        header("product overflows", shaped("[4294967296,4294967296]"),
               "shape [4294967296, 4294967296] has more elements than can be counted"),
        header("product overflows beside a zero", shaped("[0,4294967296,4294967296]"),
               "shape [0, 4294967296, 4294967296] has more elements"),
        header("bytes overflow", shaped("[4611686018427387904]"),
               "shape [4611686018427387904] has more elements"),
        header("nine dimensions", shaped("[1,1,1,1,1,1,1,1,1]"), "shape has more than 8 dimensions",
               "limit_exceeded"),
        header("shape a number", shaped("1"),
               "expected '[' to open tensor \"w\": shape, got \"1\""),
        header("shape nested", shaped("[[1]]"), "expected a whole number from 0, got \"[\""),
        header("shape with a hole", shaped("[1,,1]"), "expected a whole number from 0, got \",\""),
        header("shape not closed", R"({"w":{"shape":[1}})",
               "expected ']' or ',' in tensor \"w\": shape, got \"}\""),
        header("shape too large for the data", shaped("[2]"),
               "shape [2] of F32 takes 8 bytes, but data_offsets [0, 4] hold 4"),
        header("shape too small for the data", shaped("[0]"),
               "shape [0] of F32 takes 0 bytes, but data_offsets [0, 4] hold 4"),
        header("integers of four bytes",
               oneTensor(R"("dtype":"I64","shape":[1],"data_offsets":[0,4])"),
               "shape [1] of I64 takes 8 bytes"),
    };
}

std::vector<Hostile> hostileOffsets() {
    return {
        header("one offset", located("[4]"), "data_offsets has 1 numbers, expected begin and end"),
        header("no offset", located("[]"), "data_offsets has 0 numbers, expected begin and end"),
        header("three offsets", located("[0,4,8]"), "data_offsets has more than two numbers"),
        header("end before begin", located("[4,0]"), "data_offsets [4, 0] end before they begin"),
        header("offset that wraps to 4 in 64 bits", located("[0,18446744073709551620]"),
               "header byte 69: the number is larger"),
        header("end far beyond", located("[0,9223372036854775807]"),
               "[0, 9223372036854775807] pass the end of the data, which has 4 bytes"),
        file("hole at the start", safetensorsBytes(located("[4,8]"), eight),
             "tensor \"w\" begins at data byte 4 and leaves a hole"),
        file("hole between", safetensorsBytes(twoTensors("[0,4]", "[8,12]"), eight + four),
             "tensor \"b\" begins at data byte 8 and leaves a hole"),
        file("overlap", safetensorsBytes(twoTensors("[0,4]", "[2,6]"), four + "12"),
             "tensor \"b\" begins at data byte 2 and overlaps"),
        file("same bytes twice", safetensorsBytes(twoTensors("[0,4]", "[0,4]"), four),
             "begins at data byte 0 and overlaps"),
        file("empty tensor inside another",
             safetensorsBytes(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                              R"("e":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}})",
                              four),
             "tensor \"e\" begins at data byte 2 and overlaps"),
    };
}

std::vector<Hostile> allHostile() {
    std::vector<Hostile> all;
    for (const auto& group :
         {hostileFraming(), hostileSyntax(), hostileKeys(), hostileTensors(), hostileOffsets()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

std::string refusalOf(const std::string& bytes, const SafetensorsLimits& limits = {}) {
    return errorTextOf([&] { parseSafetensors(bytesOf(bytes), "weights", limits); });
}

TEST(HostileSafetensors, TheBaseOfTheMutationsIsValid) {
    EXPECT_EQ(refusalOf(safetensorsBytes(valid, four)), "no error");
}

TEST(HostileSafetensors, EachIsRefusedWithItsReason) {
    for (const Hostile& hostile : allHostile()) {
        SCOPED_TRACE(hostile.what);
        const std::string refusal = refusalOf(hostile.bytes);
        EXPECT_THAT(refusal, ::testing::StartsWith(hostile.code + ": weights: "));
        EXPECT_THAT(refusal, ::testing::HasSubstr(hostile.reason));
    }
}

TEST(HostileSafetensors, EveryReasonIsItsOwn) {
    const std::vector<Hostile> all = allHostile();
    std::set<std::string> reasons;
    std::set<std::string> messages;
    for (const Hostile& hostile : all) {
        EXPECT_TRUE(reasons.insert(hostile.reason).second) << hostile.what;
        EXPECT_TRUE(messages.insert(refusalOf(hostile.bytes)).second) << hostile.what;
    }
    EXPECT_GE(all.size(), 80U);
}

TEST(HostileSafetensors, TheSameIsRefusedFromAFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    for (const Hostile& hostile : allHostile()) {
        SCOPED_TRACE(hostile.what);
        writeFileAtomically(path, hostile.bytes);
        EXPECT_THAT(errorTextOf([&] { readSafetensors(path); }),
                    ::testing::AllOf(::testing::StartsWith(hostile.code + ": " + path.string()),
                                     ::testing::HasSubstr(hostile.reason)));
        EXPECT_NE(errorTextOf([&] { readSafetensorsHeader(path); }), "no error");
    }
}

TEST(HostileSafetensors, LimitsOfTheCallerCount) {
    SafetensorsLimits limits;
    limits.tensors = 1;
    EXPECT_THAT(refusalOf(safetensorsBytes(twoTensors("[0,4]", "[4,8]"), eight), limits),
                ::testing::HasSubstr("limit_exceeded: weights: more than 1 tensors"));
    limits = {};
    limits.fileBytes = 20;
    EXPECT_THAT(refusalOf(safetensorsBytes(valid, four), limits),
                ::testing::HasSubstr("bytes, at most 20 are read"));
}

TEST(HostileSafetensors, EveryTruncationIsRefused) {
    const std::string whole = safetensorsBytes(twoTensors("[0,4]", "[4,8]"), eight);
    ASSERT_EQ(refusalOf(whole), "no error");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_THAT(refusalOf(whole.substr(0, length)), ::testing::StartsWith("invalid_input: "))
            << length;
    }
}

/// Whatever one changed byte does, the outcome is a value or a laurel::Error; sanitizers watch.
TEST(HostileSafetensors, EveryChangedByteIsSurvived) {
    const std::string whole = safetensorsBytes(twoTensors("[0,4]", "[4,8]"), eight);
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int value :
             {0, 1, 9, 0x20, 0x22, 0x30, 0x39, 0x5B, 0x5C, 0x7D, 0x7F, 0x80, 0xFF}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(value);
            refused += refusalOf(changed) != "no error" ? 1 : 0;
        }
    }
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace laurel
