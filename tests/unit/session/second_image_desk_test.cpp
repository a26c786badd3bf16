#include "laurel/session/second_image_desk.h"

#include "event_loop.h"
#include "small_case.h"

#include "laurel/formats/files.h"

namespace laurel {
namespace {

class SecondImages : public ::testing::Test {
  protected:
    SecondImages() {
        QObject::connect(&desk_, &SecondImageDesk::opened, session_.get(),
                         [this](const QString& title) { opened_ = title; });
        QObject::connect(&desk_, &SecondImageDesk::failed, session_.get(),
                         [this](const QString&, const QString& why) { failure_ = why; });
    }
    std::filesystem::path write(const std::string& name, const Geometry& grid) {
        std::filesystem::path file = folder_.path() / name;
        writeVolume(file, *smallImage(grid));
        return file;
    }
    void open(const std::filesystem::path& path) {
        opened_.clear();
        failure_.clear();
        desk_.open(session_, {.path = path});
        waitUntil([&] { return !opened_.isEmpty() || !failure_.isEmpty(); });
    }
    SecondImage& second() { return session_->view().second(); }

    TemporaryFolder folder_{quickFolder()};
    TaskBoard board_;
    std::shared_ptr<CaseSession> session_ = std::make_shared<CaseSession>(smallCase(), board_);
    SecondImageDesk desk_{board_};
    QString opened_;
    QString failure_;
};

TEST_F(SecondImages, LieOverTheImageAndChangeNothing) {
    const Segmentation before = session_->segmentation();
    open(write("fat.nii.gz", Geometry({9, 9, 9}, {1, 1, 3}, {-31, 17, 400})));
    EXPECT_EQ(opened_, QStringLiteral("fat"));
    ASSERT_NE(second().visible(), nullptr);
    EXPECT_EQ(second().volume()->geometry().size(), (GridSize{9, 9, 9}));
    EXPECT_EQ(second().look().window, percentileWindow(*second().volume(), 0, 2, 98));
    EXPECT_EQ(session_->segmentation(), before);
    EXPECT_TRUE(session_->openCase().history().steps().empty());
    second().close();
    EXPECT_EQ(second().volume(), nullptr);
}

TEST_F(SecondImages, ThatLieElsewhereAreRefusedWithBothPlaces) {
    open(write("far.nii.gz", Geometry({9, 9, 9}, {1, 1, 3}, {500, 500, 500})));
    EXPECT_EQ(opened_, QString());
    EXPECT_TRUE(failure_.contains(QStringLiteral("different places"))) << failure_.toStdString();
    EXPECT_TRUE(failure_.contains(QStringLiteral("9×9×9")));
    EXPECT_EQ(second().volume(), nullptr);
}

TEST_F(SecondImages, AreNotLostWhenAnotherCannotBeRead) {
    open(write("fat.nii.gz", smallGrid()));
    ASSERT_NE(second().volume(), nullptr);
    open(folder_.path() / "missing.nii.gz");
    EXPECT_FALSE(failure_.isEmpty());
    EXPECT_NE(second().volume(), nullptr);
}

TEST(MayOverlap, TellsWhetherGridsShareAPlace) {
    const Geometry grid({10, 10, 10}, {1, 1, 1});
    EXPECT_TRUE(mayOverlap(grid, grid));
    EXPECT_TRUE(mayOverlap(grid, Geometry({10, 10, 10}, {1, 1, 1}, {9.4, 0, 0})));
    EXPECT_FALSE(mayOverlap(grid, Geometry({10, 10, 10}, {1, 1, 1}, {10.1, 0, 0})));
    EXPECT_FALSE(mayOverlap(grid, Geometry({10, 10, 10}, {1, 1, 1}, {0, 0, -10.1})));
    // A small grid within a large one, and the other way round.
    const Geometry small({2, 2, 2}, {0.1, 0.1, 0.1}, {5, 5, 5});
    EXPECT_TRUE(mayOverlap(grid, small));
    EXPECT_TRUE(mayOverlap(small, grid));
}

TEST(GreyHistogram, CountsTheValuesOfASliceOrOfAll) {
    const Geometry grid({4, 3, 2}, {1, 1, 1});
    std::vector<std::int16_t> pixels(24, 0);
    for (std::size_t i = 0; i < 12; ++i) {
        pixels[i] = static_cast<std::int16_t>(i); // slice 0: 0 to 11
    }
    const Volume image(grid, std::move(pixels), 1, {2, 0}); // 0 to 22
    const std::vector<double> slice = greyHistogram(image, 0, SlicePlane{2, 0}, 0, 22, 2);
    EXPECT_NEAR(slice[0], 6.0 / 12, 1e-9); // 0, 2, ... 10
    EXPECT_NEAR(slice[1], 6.0 / 12, 1e-9); // 12, ... 22, the highest included
    const std::vector<double> all = greyHistogram(image, 0, std::nullopt, 0, 22, 2);
    EXPECT_NEAR(all[0], 18.0 / 24, 1e-9);
    EXPECT_NEAR(all[1], 6.0 / 24, 1e-9);
    const std::vector<double> part = greyHistogram(image, 0, SlicePlane{2, 0}, 4, 8, 4);
    EXPECT_NEAR(part[0] + part[1] + part[2] + part[3], 3.0 / 12, 1e-9) << "4, 6 and 8 alone";
    const std::vector<double> column = greyHistogram(image, 0, SlicePlane{0, 1}, 0, 22, 11);
    EXPECT_NEAR(column[1], 1.0 / 6, 1e-9) << "the column of 1, 5, 9, and zeros";
}

} // namespace
} // namespace laurel
