#include "safetensors_bytes.h"

#include "support/child_process.h"
#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/weights/safetensors.h"

#include <bit>
#include <gmock/gmock.h>
#include <limits>

namespace laurel {
namespace {

StateDict parse(const std::string& bytes) {
    return parseSafetensors(bytesOf(bytes), "weights");
}

std::string serialized(const StateDict& state) {
    const std::vector<std::byte> bytes = serializeSafetensors(state);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

StateDict example() {
    StateDict state;
    state.add("weight", Tensor::fromFloats({2, 2}, {1.0F, -2.5F, 0.0F, 0.25F}));
    state.add("bn.num_batches_tracked", Tensor::fromIntegers({}, {7}));
    state.add("empty", Tensor::fromFloats({0, 3}, {}));
    return state;
}

/// IEEE 754: 1 = 3F800000, -2.5 = C0200000, 0.25 = 3E800000; little-endian.
const std::string exampleWeightBytes{
    "\x00\x00\x80\x3F\x00\x00\x20\xC0\x00\x00\x00\x00\x00\x00\x80\x3E", 16};
const std::string seven{"\x07\0\0\0\0\0\0\0", 8};

// As other programs write it: spaces after separators, metadata, data not in the order of the
// names, a header that is not padded.
TEST(Safetensors, ReadsWhatOthersWrite) {
    const StateDict state = parse(safetensorsBytes(
        R"({"__metadata__": {"format": "pt"}, )"
        R"("weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}, )"
        R"("empty": {"data_offsets": [24, 24], "shape": [0, 3], "dtype": "F32"}, )"
        R"("bn.num_batches_tracked": {"dtype": "I64", "shape": [], "data_offsets": [16, 24]}}   )",
        exampleWeightBytes + seven));
    EXPECT_EQ(state, example());
}

TEST(Safetensors, ReadsAFileWithoutTensors) {
    EXPECT_EQ(parse(safetensorsBytes("{}")).size(), 0U);
    EXPECT_EQ(parse(safetensorsBytes("{ }  ")).size(), 0U);
}

TEST(Safetensors, ResolvesEscapesInNames) {
    const StateDict state = parse(safetensorsBytes(
        R"({"\u0061\/\"\\\u00e9\u20AC\ud83d\ude00":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})"));
    EXPECT_NE(state.find("a/\"\\\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), nullptr);
}

TEST(Safetensors, CopiesMisalignedData) {
    // 4 bytes of floats put the integers at an address that is no multiple of 8, and a header of
    // odd length does so to everything.
    const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                               R"("b":{"dtype":"I64","shape":[1],"data_offsets":[4,12]}})";
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    for (int padding = 0; padding < 8; ++padding) {
        writeFileAtomically(path, safetensorsBytes(header + std::string(padding, ' '),
                                                   exampleWeightBytes.substr(0, 4) + seven));
        const StateDict state = readSafetensors(path);
        EXPECT_EQ(state.at("a").floats()[0], 1.0F);
        EXPECT_EQ(state.at("b").integers()[0], 7);
    }
}

TEST(Safetensors, TensorsOutliveTheStateDictAndTheFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    writeSafetensors(path, example());
    const Tensor weight = readSafetensors(path).at("weight");
    std::filesystem::remove(path);
    EXPECT_EQ(weight.floats()[1], -2.5F);
}

TEST(Safetensors, WritesTheCanonicalBytes) {
    const std::string header =
        R"({"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
        R"("empty":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},)"
        R"("weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}})";
    const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
    EXPECT_EQ(serialized(example()), safetensorsBytes(padded, seven + exampleWeightBytes));
}

TEST(Safetensors, FileAndMemoryAreTheSameBytes) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    writeSafetensors(path, example());
    EXPECT_EQ(readTextFile(path, 1 << 20), serialized(example()));
    EXPECT_EQ(readSafetensors(path), example());
    EXPECT_EQ(readSafetensorsHeader(path), example().specs());
}

TEST(Safetensors, RefusesToWriteNamesThatItWouldNotRead) {
    for (const std::string& name : {std::string(), std::string("__metadata__"), std::string("a\nb"),
                                    std::string("\xFF"), std::string(257, 'n')}) {
        StateDict state;
        state.add(name, Tensor::fromFloats({0}, {}));
        EXPECT_NE(errorTextOf([&] { serializeSafetensors(state); }), "no error");
    }
}

TEST(Safetensors, SaysWhichFileIsMissing) {
    EXPECT_THAT(errorTextOf([] { readSafetensors("/nowhere/w.safetensors"); }),
                ::testing::AllOf(::testing::StartsWith("not_found: "),
                                 ::testing::HasSubstr("/nowhere/w.safetensors")));
}

std::string randomName(Random& random, int number) {
    static const std::vector<std::string> parts{"a", ".", "weight", "\"", "\\", "é", "€", "😀", " "};
    std::string name = std::to_string(number);
    for (int i = random.integer(0, 5); i > 0; --i) {
        name +=
            parts[static_cast<std::size_t>(random.integer(0, static_cast<int>(parts.size()) - 1))];
    }
    return name;
}

/// Any bit pattern is a value that must survive: NaN payloads, infinities, -0.
Tensor randomTensor(Random& random) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(random.integer(0, 4)));
    std::size_t count = 1;
    for (std::int64_t& dimension : shape) {
        dimension = random.integer(0, 4);
        count *= static_cast<std::size_t>(dimension);
    }
    if (random.chance(0.5)) {
        std::vector<std::int64_t> values(count);
        for (std::int64_t& value : values) {
            value = std::bit_cast<std::int64_t>(random.bits());
        }
        return Tensor::fromIntegers(shape, values);
    }
    std::vector<float> values(count);
    for (float& value : values) {
        value = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    }
    return Tensor::fromFloats(shape, values);
}

TEST(SafetensorsProperty, SaveAndLoadIsIdentity) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    Random random(20260101);
    for (int round = 0; round < 200; ++round) {
        StateDict state;
        for (int i = random.integer(0, 12); i > 0; --i) {
            state.add(randomName(random, i), randomTensor(random));
        }
        const std::string bytes = serialized(state);
        const StateDict again = parse(bytes);
        ASSERT_EQ(again, state) << "round " << round;
        ASSERT_EQ(serialized(again), bytes) << "round " << round;
        if (round % 10 == 0) {
            writeSafetensors(path, state);
            ASSERT_EQ(readSafetensors(path), state) << "round " << round;
        }
    }
}

TEST(Safetensors, AnIndependentReaderAgrees) {
    if (!isInstalled("python3")) {
        GTEST_SKIP() << "python3 is not installed";
    }
    StateDict state = example();
    state.add("é\"\\", Tensor::fromIntegers({2}, {std::numeric_limits<std::int64_t>::min(), -1}));
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    writeSafetensors(path, state);
    const auto reader = runProcess(
        {"python3", LAUREL_SOURCE_DIR "/tests/unit/weights/read_safetensors.py", path.string()});
    EXPECT_EQ(reader.exitCode, 0) << reader.err;
    EXPECT_EQ(reader.out, "bn.num_batches_tracked I64 [] 7\n"
                          "empty F32 [0, 3]\n"
                          "weight F32 [2, 2] 1.0 -2.5 0.0 0.25\n"
                          "\\xe9\"\\\\ I64 [2] -9223372036854775808 -1\n");
}

} // namespace
} // namespace laurel
