#include "support/expect_error.h"

#include "laurel/weights/state_dict.h"

#include <gmock/gmock.h>
#include <limits>

namespace laurel {
namespace {

using ::testing::HasSubstr;

TEST(Tensor, HoldsItsValues) {
    const Tensor tensor = Tensor::fromFloats({2, 3}, {1, 2, 3, 4, 5, 6});
    EXPECT_EQ(tensor.count(), 6);
    EXPECT_EQ(tensor.bytes().size(), 24U);
    EXPECT_EQ(tensor.floats()[5], 6.0F);
    EXPECT_THAT(errorTextOf([&] { tensor.integers(); }), HasSubstr("of type F32 was read as I64"));
}

TEST(Tensor, AScalarHasOneElementAndAZeroNone) {
    EXPECT_EQ(Tensor::fromIntegers({}, {5}).count(), 1);
    EXPECT_EQ(Tensor::fromFloats({4, 0}, {}).count(), 0);
}

TEST(Tensor, ShapeAndValuesMustFit) {
    constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
    for (const auto& shape : std::vector<std::vector<std::int64_t>>{
             {3}, {}, {1, 2, 2}, {-1, -2}, {huge, huge}, {huge, 2}}) {
        EXPECT_THAT(errorTextOf([&] {
                        Tensor::fromFloats(shape, {1, 2});
                    }),
                    ::testing::StartsWith("invalid_argument: a tensor of shape ["));
    }
}

TEST(Tensor, MisalignedBytesAreRefused) {
    const auto owner = std::make_shared<const std::vector<std::byte>>(16);
    const auto view = std::span(*owner).subspan(1, 4);
    EXPECT_THAT(errorTextOf([&] { Tensor(DType::F32, {1}, view, owner); }), HasSubstr("aligned"));
}

TEST(Tensor, EqualityIsOfBits) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(Tensor::fromFloats({1}, {nan}), Tensor::fromFloats({1}, {nan}));
    EXPECT_FALSE(Tensor::fromFloats({1}, {0.0F}) == Tensor::fromFloats({1}, {-0.0F}));
    EXPECT_FALSE(Tensor::fromFloats({1}, {1}) == Tensor::fromFloats({1, 1}, {1}));
    EXPECT_FALSE(Tensor::fromFloats({2}, {0, 0}) == Tensor::fromIntegers({1}, {0}));
}

TEST(StateDict, IsInNameOrder) {
    StateDict state;
    state.add("b", Tensor::fromFloats({1}, {1}));
    state.add("B", Tensor::fromFloats({1}, {2}));
    state.add("a", Tensor::fromIntegers({}, {3}));
    const std::vector<TensorSpec> expected{
        {"B", DType::F32, {1}}, {"a", DType::I64, {}}, {"b", DType::F32, {1}}};
    EXPECT_EQ(state.specs(), expected);
    EXPECT_EQ(state.at("a").integers()[0], 3);
}

TEST(StateDict, NamesAreUniqueAndKnown) {
    StateDict state;
    state.add("a", Tensor::fromFloats({1}, {1}));
    EXPECT_EQ(errorTextOf([&] { state.add("a", Tensor::fromFloats({1}, {2})); }),
              "already_exists: the tensor \"a\" exists already");
    EXPECT_EQ(errorTextOf([&] { state.at("b"); }), "not_found: there is no tensor \"b\"");
    EXPECT_EQ(state.find("b"), nullptr);
    EXPECT_EQ(state.at("a").floats()[0], 1.0F);
}

TEST(RequireSameTensors, NamesWhatDiffers) {
    const std::vector<TensorSpec> expected{{"b", DType::F32, {2, 3}}, {"a", DType::I64, {}}};
    const auto refusal = [&](const std::vector<TensorSpec>& actual) {
        return errorTextOf([&] { requireSameTensors(expected, actual, "file"); });
    };
    EXPECT_EQ(refusal({{"a", DType::I64, {}}, {"b", DType::F32, {2, 3}}}), "no error");
    EXPECT_EQ(refusal({{"b", DType::F32, {2, 3}}}),
              "invalid_input: file: tensor \"a\" is missing (expected I64 [])");
    EXPECT_EQ(refusal({{"a", DType::I64, {}}}),
              "invalid_input: file: tensor \"b\" is missing (expected F32 [2, 3])");
    EXPECT_THAT(refusal({{"a", DType::I64, {}}, {"b", DType::F32, {2, 3}}, {"c", DType::F32, {}}}),
                HasSubstr("tensor \"c\" is not one of the expected tensors"));
    EXPECT_THAT(refusal({{"0", DType::F32, {}}, {"a", DType::I64, {}}, {"b", DType::F32, {2, 3}}}),
                HasSubstr("tensor \"0\" is not one of the expected tensors"));
    EXPECT_THAT(refusal({{"a", DType::I64, {}}, {"b", DType::F32, {3, 2}}}),
                HasSubstr("tensor \"b\" should be F32 [2, 3], is F32 [3, 2]"));
    EXPECT_THAT(refusal({{"a", DType::F32, {}}, {"b", DType::F32, {2, 3}}}),
                HasSubstr("tensor \"a\" should be I64 [], is F32 []"));
    EXPECT_THAT(refusal({{"a", DType::I64, {}}, {"a", DType::I64, {}}, {"b", DType::F32, {2, 3}}}),
                HasSubstr("tensor \"a\" is not one of the expected tensors"));
}

} // namespace
} // namespace laurel
