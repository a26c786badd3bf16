#include "laurel/workflow/model_shelf.h"

#include "service_fixture.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Shelf : public Services {
  protected:
    std::vector<std::string> titles(std::vector<std::string>* problems = nullptr) const {
        std::vector<std::string> all;
        for (const ShelvedModel& model : shelf().models(problems)) {
            all.push_back(std::string(toString(model.origin)) + " " + model.id + ": " +
                          model.title());
        }
        return all;
    }
};

TEST_F(Shelf, HasWhatCameWithLaurelBeforeAnythingElse) {
    EXPECT_THAT(titles(), ElementsAre("shipped tiny: A tiny model"));
    const ShelvedModel tiny = modelOf(ModelOrigin::Shipped);
    EXPECT_THAT(tiny.labels, ElementsAre("Soleus"));
    EXPECT_EQ(tiny.modality, "MR");
    EXPECT_EQ(tiny.version, std::nullopt);
}

TEST_F(Shelf, OrdersByIdThenOriginThenNewest) {
    writeTinyPackage(folder_.path() / "shipped" / "zeta", 1, "zeta");
    writeTinyPackage(folder_.path() / "second", 3);
    pull();
    fake_.publish(folder_.path() / "second");
    pull();
    learntFrom(ModelOrigin::Server);
    learntFrom(ModelOrigin::Shipped, 6);
    EXPECT_THAT(titles(),
                ElementsAre("server tiny: A tiny model v2", "server tiny: A tiny model v1",
                            "local tiny: A tiny model, local 2",
                            "local tiny: A tiny model v2, local 1", "shipped tiny: A tiny model",
                            "shipped zeta: A tiny model"));
}

TEST_F(Shelf, NumbersLocalModelsOnward) {
    const ShelvedModel first = learntFrom(ModelOrigin::Shipped, 5);
    const ShelvedModel second = learntFrom(ModelOrigin::Shipped, 6);
    EXPECT_EQ(first.local, 1);
    EXPECT_EQ(second.local, 2);
    EXPECT_EQ(second.folder, home_ / "local" / "tiny-2");
    std::filesystem::remove_all(first.folder);
    EXPECT_EQ(learntFrom(ModelOrigin::Shipped, 7).local, 3);
    EXPECT_EQ(shelf().local(second.folder), second);
}

TEST_F(Shelf, LeavesOutWhatCannotBeReadAndSaysSo) {
    writeFileAtomically(makeFolder(folder_.path() / "shipped" / "broken") / manifestFileName, "{");
    makeFolder(home_ / "local" / "tiny-1");
    std::vector<std::string> problems;
    EXPECT_THAT(titles(&problems), ElementsAre("shipped tiny: A tiny model"));
    EXPECT_THAT(problems, ElementsAre(HasSubstr("tiny-1"), HasSubstr("broken")));
}

TEST_F(Shelf, OpensAServersModelOnlyAsThePinnedKeySignedIt) {
    pull();
    const ShelvedModel model = modelOf(ModelOrigin::Server);
    EXPECT_EQ(shelf().open(model).weights().at("layer.weight").floats()[0], 2);

    std::string bytes = readTextFile(model.folder / weightsFileName, 1U << 20);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    std::filesystem::permissions(model.folder / weightsFileName, std::filesystem::perms::owner_all);
    writeFileAtomically(model.folder / weightsFileName, bytes);
    expectError(ErrorCode::InvalidInput, weightsFileName, [&] { shelf().open(model); });

    ServerRegistry(home_).remove("fake");
    expectError(ErrorCode::NotFound, "not known any more", [&] { shelf().open(model); });
}

TEST(ShippedPackages, AreFoundInABuildTree) {
    const std::optional<std::filesystem::path> leg = shippedPackage("leg", shippedPackageFolders());
    ASSERT_TRUE(leg);
    EXPECT_TRUE(std::filesystem::equivalent(*leg, LAUREL_SOURCE_DIR "/models/packages/leg"));
    EXPECT_FALSE(shippedPackage("../packages/leg", shippedPackageFolders()));
}

} // namespace
} // namespace laurel
