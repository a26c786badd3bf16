#include "small_weights.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/server_domain/screening.h"
#include "laurel/weights/arithmetic.h"

#include <limits>

#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// The parameters are (3, 4): their norm is 5.
class Screening : public ::testing::Test {
  protected:
    std::variant<ScreenedUpdate, Refusal> screen(ContributionKind kind, const StateDict& content) {
        return screenUpdate(kind, content, {base_, sharedPrefixes_, acceptedNorms_}, settings_);
    }
    std::string codeOf(const StateDict& content, ContributionKind kind = ContributionKind::Full) {
        const auto result = screen(kind, content);
        const auto* const refused = std::get_if<Refusal>(&result);
        sentence_ = refused != nullptr ? refused->sentence : "";
        return refused != nullptr ? refused->code : "passed";
    }

    StateDict base_ = SmallWeights{}.state();
    std::vector<std::string> sharedPrefixes_;
    std::vector<double> acceptedNorms_;
    ScreeningSettings settings_;
    std::string sentence_;
};

TEST_F(Screening, letsAnOrdinaryUpdatePass) {
    const StateDict content = SmallWeights{{3.3F, 4.4F}, 1.5F, 2.5F, 12}.state();
    const auto result = screen(ContributionKind::Full, content);
    const auto& update = std::get<ScreenedUpdate>(result);
    EXPECT_EQ(update.candidate, content);
    EXPECT_NEAR(update.norm, 0.5, 1e-6); // (0.3, 0.4); statistics do not count
}

TEST_F(Screening, makesTheCandidateOfADelta) {
    const auto result =
        screen(ContributionKind::Delta, SmallWeights{{1, -1}, -0.5F, -1, 0}.state());
    EXPECT_EQ(std::get<ScreenedUpdate>(result).candidate,
              (SmallWeights{{4, 3}, 0.5F, 1, 7}.state()));
    EXPECT_NEAR(std::get<ScreenedUpdate>(result).norm, std::sqrt(2), 1e-12);
}

TEST_F(Screening, wantsTheTensorsOfTheBase) {
    EXPECT_EQ(codeOf(SmallWeights{{1, 2, 3}}.state()), "wrong_tensors");
    EXPECT_THAT(sentence_, HasSubstr("\"conv.weight\" should be F32 [2], is F32 [3]"));
    StateDict surplus = base_;
    surplus.add("more", Tensor::fromFloats({}, {1}));
    EXPECT_EQ(codeOf(surplus, ContributionKind::Delta), "wrong_tensors");
    EXPECT_EQ(codeOf(StateDict()), "wrong_tensors");
}

TEST_F(Screening, wantsFiniteValues) {
    for (const float value : {infinity, -infinity, nan}) {
        EXPECT_EQ(codeOf(SmallWeights{{value, 4}}.state()), "not_finite");
        EXPECT_THAT(sentence_, HasSubstr("conv.weight"));
        EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, value}.state()), "not_finite");
        EXPECT_EQ(codeOf(SmallWeights{{value, 0}, 0, 0, 0}.state(), ContributionKind::Delta),
                  "not_finite");
    }
    // Finite itself, but not where it leads.
    base_ = SmallWeights{{3e38F, 4}}.state();
    EXPECT_EQ(codeOf(SmallWeights{{3e38F, 0}, 0, 0, 0}.state(), ContributionKind::Delta),
              "not_finite");
}

TEST_F(Screening, wantsPositiveVariances) {
    for (const float variance : {0.0F, -0.0F, -1.0F}) {
        EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1, variance}.state()), "wrong_variance");
        EXPECT_THAT(sentence_, HasSubstr("norm.running_var"));
    }
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1, 1e-30F}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{1, 0}, 0, -2, 0}.state(), ContributionKind::Delta),
              "wrong_variance");
    EXPECT_EQ(codeOf(SmallWeights{{1, 0}, 0, -1, 0}.state(), ContributionKind::Delta), "passed");
}

TEST_F(Screening, wantsCountersThatCount) {
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1, 2, -1}.state()), "wrong_counters");
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1, 2, 0}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{1, 0}, 0, 0, 1}.state(), ContributionKind::Delta),
              "wrong_counters");
}

TEST_F(Screening, keepsWhatIsNotSharedAtTheSite) {
    sharedPrefixes_ = {"conv.", "head."};
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1.1F}.state()), "not_shared");
    EXPECT_THAT(sentence_, HasSubstr("norm.running_mean"));
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}, 1, 2, 8}.state()), "not_shared");
    EXPECT_EQ(codeOf(SmallWeights{{1, 0}, 0, 0, 0}.state(), ContributionKind::Delta), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{1, 0}, 0, 1, 0}.state(), ContributionKind::Delta), "not_shared");
}

TEST_F(Screening, refusesWhereNothingWasLearned) {
    EXPECT_EQ(codeOf(base_), "nothing_learned");
    EXPECT_EQ(codeOf(SmallWeights{{0, 0}, 0, 0, 0}.state(), ContributionKind::Delta),
              "nothing_learned");
    EXPECT_EQ(codeOf(SmallWeights{{3, 4}, 9, 9, 9}.state()), "nothing_learned");
    // Less than a float at 3 or 4 can tell.
    EXPECT_EQ(codeOf(SmallWeights{{1e-9F, 1e-9F}, 0, 0, 0}.state(), ContributionKind::Delta),
              "nothing_learned");
}

/// At first: as far as the base is long, 5.
TEST_F(Screening, boundsTheFirstUpdatesByTheBase) {
    EXPECT_EQ(codeOf(SmallWeights{{3, 9}}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{3, 9.01F}}.state()), "too_far");
    EXPECT_THAT(sentence_, HasSubstr("at most 5.0000"));
    settings_.updateToBase = 0.1;
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.5F}}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.51F}}.state()), "too_far");
}

TEST_F(Screening, boundsLaterUpdatesByTheMedianOfThoseAccepted) {
    acceptedNorms_ = {0.1, 100, 0.25}; // in any order: one giant does not raise it
    EXPECT_EQ(codeOf(SmallWeights{{3, 5}}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{3, 5.01F}}.state()), "too_far");
    EXPECT_THAT(sentence_, HasSubstr("at most 1.0000"));
    acceptedNorms_ = {0.125, 0.25, 0.375, 50}; // 0.3125
    EXPECT_EQ(codeOf(SmallWeights{{3, 5.25F}}.state()), "passed");
    EXPECT_EQ(codeOf(SmallWeights{{3, 5.26F}}.state()), "too_far");
}

/// Or whoever has near-copies accepted would shut everyone else out.
TEST_F(Screening, neverBoundsUpdatesByLessThanAShareOfTheBase) {
    acceptedNorms_ = {1e-5, 1e-5, 1e-5};
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.5F}}.state()), "passed"); // a tenth of 5
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.51F}}.state()), "too_far");
    EXPECT_THAT(sentence_, HasSubstr("at most 0.5000"));
    EXPECT_THAT(sentence_, HasSubstr("of the base's own norm"));
    settings_.updateFloor = 0;
    EXPECT_EQ(codeOf(SmallWeights{{3, 4.1F}}.state()), "too_far");
    EXPECT_THAT(sentence_, HasSubstr("times the median"));
}

TEST(ScreenWeights, checksTheResultOfAMerge) {
    const StateDict good = SmallWeights{}.state();
    EXPECT_FALSE(screenWeights(good, good.specs()));
    EXPECT_EQ(screenWeights(SmallWeights{{nan, 1}}.state(), good.specs())->code, "not_finite");
    EXPECT_EQ(screenWeights(SmallWeights{{1}}.state(), good.specs())->code, "wrong_tensors");
}

class ContributedFile : public ::testing::Test {
  protected:
    Refusal refusalOf(const std::string& bytes, const SafetensorsLimits& limits = {}) {
        writeFileAtomically(file_, bytes);
        const auto result = readContributedWeights(file_, limits);
        EXPECT_TRUE(std::holds_alternative<Refusal>(result));
        Refusal refused = std::get<Refusal>(result);
        EXPECT_THAT(refused.sentence, Not(HasSubstr(folder_.path().string())));
        return refused;
    }
    std::string goodBytes() const {
        const std::vector<std::byte> bytes = serializeSafetensors(SmallWeights{}.state());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    TemporaryFolder folder_;
    fs::path file_ = folder_.path() / "content";
};

TEST_F(ContributedFile, isReadWhereItIsSafetensors) {
    writeFileAtomically(file_, goodBytes());
    EXPECT_EQ(std::get<StateDict>(readContributedWeights(file_, {})), SmallWeights{}.state());
}

TEST_F(ContributedFile, isNamedByItsLook) {
    const std::string rest(200, 'x');
    for (const auto& [start, look] :
         {std::pair<std::string, std::string>{"\x80\x02", "Python pickle"},
          {"\x80\x05\x95", "Python pickle"},
          {"PK\x03\x04", "zip archive, as torch.save and TorchScript"},
          {"\x89HDF\r\n\x1a\n", "HDF5"}}) {
        const Refusal refused = refusalOf(start + rest);
        EXPECT_EQ(refused.code, "not_safetensors");
        EXPECT_THAT(refused.sentence, HasSubstr(look));
    }
    for (const std::string& bytes : {std::string(), std::string("{}"), rest}) {
        const Refusal refused = refusalOf(bytes);
        EXPECT_EQ(refused.code, "not_safetensors");
        EXPECT_THAT(refused.sentence, Not(HasSubstr("looks like")));
    }
}

TEST_F(ContributedFile, isRefusedWhereItIsCut) {
    const std::string good = goodBytes();
    for (const std::size_t length : {std::size_t{4}, std::size_t{40}, good.size() - 1}) {
        EXPECT_EQ(refusalOf(good.substr(0, length)).code, "not_safetensors");
    }
    EXPECT_EQ(refusalOf(good + "x").code, "not_safetensors");
}

TEST_F(ContributedFile, isRefusedWhereItIsTooLarge) {
    const std::string good = goodBytes();
    const Refusal refused = refusalOf(good, {.fileBytes = good.size() - 1});
    EXPECT_EQ(refused.code, "too_large");
    EXPECT_THAT(refused.sentence, HasSubstr(std::to_string(good.size())));
}

TEST_F(ContributedFile, isTheServersFaultWhereItIsNotThere) {
    expectError(ErrorCode::NotFound, "content", [&] { readContributedWeights(file_, {}); });
}

} // namespace
} // namespace laurel
