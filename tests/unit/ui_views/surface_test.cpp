#include "laurel/ui_views/surface_view.h"

#include "surface_hit.h"
#include "surface_mesh.h"
#include "surface_picture.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

namespace laurel::ui {
namespace {

constexpr QColor red(230, 0, 0);
constexpr QColor blue(0, 0, 230);

SurfacePaints paints(const std::optional<QColor>& first, const std::optional<QColor>& second) {
    SurfacePaints paints;
    for (const std::optional<QColor>& color : {first, second}) {
        paints.push_back(color ? std::optional(SurfacePaint{*color}) : std::nullopt);
    }
    return paints;
}

void addBall(LabelMap& labels, std::uint16_t value, const ContinuousIndex& middle, double mm) {
    const auto& spacing = labels.geometry().spacing();
    const GridSize& size = labels.geometry().size();
    for (VoxelIndex at; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const double x = (static_cast<double>(at.x) - middle.x) * spacing[0];
                const double y = (static_cast<double>(at.y) - middle.y) * spacing[1];
                const double z = (static_cast<double>(at.z) - middle.z) * spacing[2];
                if (x * x + y * y + z * z <= mm * mm) {
                    labels.set(at, value);
                }
            }
        }
    }
}

LabelMap emptyMap(const Geometry& geometry) {
    LabelMap labels(geometry);
    labels.addSegment({"Red", 1, 0, "", {230, 0, 0}, ""});
    labels.addSegment({"Blue", 2, 0, "", {0, 0, 230}, ""});
    return labels;
}

std::array<double, 3> difference(const std::array<float, 3>& one,
                                 const std::array<float, 3>& other) {
    return {1.0 * one[0] - other[0], 1.0 * one[1] - other[1], 1.0 * one[2] - other[2]};
}

/// Six times the volume within, positive where triangles turn as they should.
double volumeOf(const SurfaceMesh& mesh) {
    double sum = 0;
    for (const auto& [a, b, c] : mesh.triangles) {
        const auto& p = mesh.corners[a].at;
        const auto& q = mesh.corners[b].at;
        const auto& r = mesh.corners[c].at;
        sum += 1.0 * p[0] * (1.0 * q[1] * r[2] - 1.0 * q[2] * r[1]) +
               1.0 * p[1] * (1.0 * q[2] * r[0] - 1.0 * q[0] * r[2]) +
               1.0 * p[2] * (1.0 * q[0] * r[1] - 1.0 * q[1] * r[0]);
    }
    return sum / 6;
}

/// Whether each edge belongs to two triangles that run along it in opposite directions.
bool isClosed(const SurfaceMesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
    for (const auto& triangle : mesh.triangles) {
        for (std::size_t i = 0; i < 3; ++i) {
            const auto from = triangle.at(i);
            const auto to = triangle.at((i + 1) % 3);
            edges[std::minmax(from, to)] += from < to ? 1 : -1;
        }
    }
    return std::ranges::all_of(edges, [](const auto& edge) { return edge.second == 0; });
}

class SurfaceOfBalls : public ::testing::TestWithParam<Matrix3> {};

TEST_P(SurfaceOfBalls, IsRoundClosedAndFacesOutwards) {
    constexpr double radius = 20;
    LabelMap labels = emptyMap(Geometry({64, 64, 20}, {1, 1, 3}, {5, -7, 11}, GetParam()));
    addBall(labels, 1, {31, 31, 9.5}, radius);
    const SurfaceMesh mesh = surfaceOf(labels, {});
    ASSERT_EQ(mesh.parts.size(), 1U);
    EXPECT_EQ(mesh.parts[0].segment, 0U);
    EXPECT_EQ(mesh.parts[0].count, mesh.triangles.size());
    EXPECT_TRUE(isClosed(mesh));
    double allOutwards = 0;
    for (const SurfaceCorner& corner : mesh.corners) {
        const double away = std::hypot(corner.at[0], corner.at[1], corner.at[2]);
        EXPECT_NEAR(away, radius, 2);
        const double outwards = corner.at[0] * corner.normal[0] + corner.at[1] * corner.normal[1] +
                                corner.at[2] * corner.normal[2];
        EXPECT_GE(outwards / away, 0.75) << "near the poles slices of 3 mm are terraces";
        allOutwards += outwards / away;
    }
    EXPECT_GE(allOutwards / static_cast<double>(mesh.corners.size()), 0.97);
    const double ball = 4.0 / 3 * std::numbers::pi * radius * radius * radius;
    EXPECT_NEAR(volumeOf(mesh) / ball, 1, 0.05);
    EXPECT_NEAR(mesh.halfHeight, radius, 2);
    EXPECT_NEAR(mesh.halfWidth, radius, 2);
}
INSTANTIATE_TEST_SUITE_P(Directions, SurfaceOfBalls,
                         ::testing::Values(identityMatrix, Matrix3{-1, 0, 0, 0, 1, 0, 0, 0, 1},
                                           Matrix3{0, 0, 1, 1, 0, 0, 0, -1, 0}));

TEST(Surface, AStrayVoxelIsSeen) {
    LabelMap labels = emptyMap(Geometry({64, 64, 20}, {0.5, 0.5, 3}));
    addBall(labels, 1, {20, 20, 9}, 8);
    const SurfaceMesh alone = surfaceOf(labels, {});
    labels.set({60, 60, 2}, 1);
    const SurfaceMesh both = surfaceOf(labels, {});
    EXPECT_TRUE(isClosed(both));
    EXPECT_GT(both.corners.size(), alone.corners.size());
    const auto isFar = [&](const SurfaceCorner& corner) {
        const auto away = difference(corner.at, both.corners.front().at);
        return std::hypot(away[0], away[1], away[2]) > 20;
    };
    EXPECT_TRUE(std::ranges::any_of(both.corners, isFar));
}

TEST(Surface, CanBeCancelled) {
    CancellationSource source;
    source.cancel();
    EXPECT_THROW(surfaceOf(emptyMap(Geometry({8, 8, 8}, {1, 1, 1})), source.token()), Error);
}

/// Red at the patient's right and front, blue at the left and back.
class SurfacePicture : public ::testing::Test {
  protected:
    SurfacePicture() : labels(emptyMap(Geometry({80, 80, 20}, {1, 1, 3}))) {
        addBall(labels, 1, {20, 30, 10}, 14);
        addBall(labels, 2, {59, 50, 10}, 14);
        mesh = surfaceOf(labels, {});
    }
    QImage seen(double turn, double tilt = 0) const {
        return pictureOf(mesh, paints(red, blue), {turn, tilt, 1}, {200, 200});
    }
    /// In shares of the picture.
    static QColor at(const QImage& image, double x, double y) {
        return image.pixelColor(static_cast<int>(x * image.width()),
                                static_cast<int>(y * image.height()));
    }
    static bool isRed(const QColor& color) {
        return color.alpha() == 255 && color.red() > 60 && color.blue() < 10;
    }
    static bool isBlue(const QColor& color) {
        return color.alpha() == 255 && color.blue() > 60 && color.red() < 10;
    }

    LabelMap labels;
    SurfaceMesh mesh;
};

TEST_F(SurfacePicture, TheRightOfThePatientIsAtTheLeftFromTheFront) {
    const QImage front = seen(0);
    EXPECT_TRUE(isRed(at(front, 0.25, 0.5)));
    EXPECT_TRUE(isBlue(at(front, 0.75, 0.5)));
    EXPECT_EQ(at(front, 0.02, 0.02).alpha(), 0);
    const QImage back = seen(std::numbers::pi);
    EXPECT_TRUE(isBlue(at(back, 0.25, 0.5)));
    EXPECT_TRUE(isRed(at(back, 0.75, 0.5)));
}

TEST_F(SurfacePicture, FromTheLeftTheNearerHidesTheFarther) {
    const double left = std::numbers::pi / 2;
    const QImage seenLeft = seen(left);
    // The front is at the left, where red stands out beyond blue by the 20 mm between them.
    EXPECT_TRUE(isBlue(at(seenLeft, 0.5, 0.5))) << "blue is nearer";
    const QImage seenRight = seen(-left);
    EXPECT_TRUE(isRed(at(seenRight, 0.5, 0.5))) << "from the right, red is";
}

TEST_F(SurfacePicture, FromAboveTheFrontIsAtTheFoot) {
    const QImage above = seen(0, std::numbers::pi / 2);
    // Who bends over the patient's front sees it nearest: at the lower edge of the picture.
    EXPECT_TRUE(isRed(at(above, 0.25, 0.6)));
    EXPECT_TRUE(isBlue(at(above, 0.75, 0.4)));
}

TEST_F(SurfacePicture, HiddenSegmentsAreNotThere) {
    const QImage front = pictureOf(mesh, paints(std::nullopt, blue), {}, {200, 200});
    EXPECT_EQ(at(front, 0.25, 0.5).alpha(), 0);
    EXPECT_TRUE(isBlue(at(front, 0.75, 0.5)));
}

TEST_F(SurfacePicture, LightComesFromAboveAndTheLeft) {
    const QImage front = seen(0);
    EXPECT_GT(at(front, 0.21, 0.45).red(), at(front, 0.33, 0.6).red() + 30);
}

TEST_F(SurfacePicture, TheNearestIsHitWhereItIs) {
    const SurfacePaints both = paints(red, blue);
    const QSize size(200, 200);
    const auto front = surfaceAt(mesh, both, {}, size, {50, 100});
    ASSERT_TRUE(front);
    EXPECT_EQ(front->segment, 0U);
    EXPECT_NEAR(front->at.y, 30 - 14, 1.5) << "its front";
    EXPECT_NEAR(front->away[1], 1, 1e-6) << "towards the back";
    EXPECT_FALSE(surfaceAt(mesh, both, {}, size, {4, 4}));
    const SurfaceOutlook left{std::numbers::pi / 2, 0, 1};
    EXPECT_EQ(surfaceAt(mesh, both, left, size, {100, 100})->segment, 1U) << "blue is nearer";
    EXPECT_EQ(surfaceAt(mesh, paints(red, std::nullopt), left, size, {100, 100})->segment, 0U)
        << "what is hidden is not in the way";
}

/// Pictures and hits are of one geometry: from anywhere, what is hit has the colour that is seen,
/// lies on its ball, and is seen where it was looked for.
TEST_F(SurfacePicture, WhatIsHitIsWhatIsSeen) {
    const std::array<WorldPoint, 2> centres{{{20, 30, 30}, {59, 50, 30}}};
    const QSize size(200, 200);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> part(0, 1);
    int hits = 0;
    for (int i = 0; i < 300; ++i) {
        const SurfaceOutlook from{6.28 * part(random), 2.8 * part(random) - 1.4,
                                  0.7 + part(random)};
        const QPointF place(std::floor(200 * part(random)) + 0.5,
                            std::floor(200 * part(random)) + 0.5);
        const auto hit = surfaceAt(mesh, paints(red, blue), from, size, place);
        const QColor seen = pictureOf(mesh, paints(red, blue), from, size)
                                .pixelColor(place.toPoint() - QPoint(1, 1));
        if (!hit) {
            EXPECT_LT(seen.alpha(), 255);
            continue;
        }
        ++hits;
        if (seen.alpha() == 255 && (isRed(seen) || isBlue(seen))) {
            EXPECT_EQ(isBlue(seen), hit->segment == 1) << i;
        }
        const WorldPoint& middle = centres.at(hit->segment);
        EXPECT_NEAR(std::hypot(hit->at.x - middle.x, hit->at.y - middle.y, hit->at.z - middle.z),
                    14, 2);
        const QPointF again = seenAt(mesh, from, size, hit->at);
        EXPECT_NEAR(again.x(), place.x(), 0.01);
        EXPECT_NEAR(again.y(), place.y(), 0.01);
        const auto value = static_cast<std::uint16_t>(hit->segment + 1);
        EXPECT_EQ(labels.at(voxelBehind(*hit, labels, {0, value})), value);
    }
    EXPECT_GT(hits, 60);
}

/// The widget beside a case.
class SurfaceWidget : public SurfacePicture {
  protected:
    SurfaceWidget()
        : session(std::make_unique<Case>(
                      std::make_shared<const Volume>(
                          labels.geometry(), std::vector<std::int16_t>(static_cast<std::size_t>(
                                                 labels.geometry().size().voxels()))),
                      ImageReference{}, Segmentation(labels)),
                  board),
          view(session) {
        session.view().setCrossLines(false);
        view.resize(200, 200);
        view.show();
    }
    bool waitUntil(const std::function<bool()>& condition) {
        QElapsedTimer timer;
        timer.start();
        while (!condition() && timer.elapsed() < 20000) {
            QApplication::processEvents(QEventLoop::AllEvents, 10);
        }
        return condition();
    }
    QImage shown() {
        EXPECT_TRUE(waitUntil([this] { return view.isUpToDate(); }));
        return view.grab().toImage();
    }
    void key(int key) {
        QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(&view, &press);
    }

    TaskBoard board;
    CaseSession session;
    SurfaceView view;
};

TEST_F(SurfaceWidget, ShowsTheCaseAndTurnsByKeys) {
    EXPECT_TRUE(isRed(at(shown(), 0.25, 0.5)));
    for (int i = 0; i < 12; ++i) {
        key(Qt::Key_Right);
    }
    EXPECT_TRUE(isBlue(at(shown(), 0.25, 0.5))) << "half a turn";
    key(Qt::Key_Home);
    EXPECT_TRUE(isRed(at(shown(), 0.25, 0.5)));
    EXPECT_FALSE(view.accessibleName().isEmpty());
    EXPECT_FALSE(view.toolTip().isEmpty());
}

TEST_F(SurfaceWidget, AClickBringsTheCrosshairAndADragDoesNot) {
    const LabelMap& map = session.segmentation().labels;
    const auto underCrosshair = [&] { return map.at(session.view().crosshair()); };
    const QImage before = shown();
    session.view().setActiveSegment(0);
    QTest::mouseClick(&view, Qt::LeftButton, {}, {150, 100});
    EXPECT_EQ(underCrosshair(), 2);
    EXPECT_EQ(session.view().activeSegment(), 0);
    EXPECT_EQ(view.grab().toImage(), before);
    session.view().setCrossLines(true);
    EXPECT_NE(view.grab().toImage(), before) << "the place is marked, where crosshairs are shown";
    const VoxelIndex blueFront = session.view().crosshair();
    QTest::mouseClick(&view, Qt::LeftButton, {}, {4, 4});
    EXPECT_EQ(session.view().crosshair(), blueFront) << "nothing is there";
    QTest::mousePress(&view, Qt::LeftButton, {}, {50, 100});
    QTest::mouseMove(&view, {90, 100});
    QTest::mouseRelease(&view, Qt::LeftButton, {}, {90, 100});
    QMouseEvent second(QEvent::MouseButtonDblClick, {50, 100}, view.mapToGlobal(QPointF(50, 100)),
                       Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&view, &second);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, {50, 100});
    EXPECT_TRUE(isRed(at(shown(), 0.25, 0.5))) << "from the front again";
    EXPECT_EQ(underCrosshair(), 2) << "the second release of a double click is no click";
    session.view().setActiveSegment(1);
    QTest::mouseClick(&view, Qt::LeftButton, Qt::AltModifier, {50, 100});
    EXPECT_EQ(underCrosshair(), 1);
    EXPECT_EQ(session.view().activeSegment(), 0);
    session.openCase().removeSegment(0);
    session.view().setCrosshair(blueFront);
    QTest::mouseClick(&view, Qt::LeftButton, Qt::AltModifier, {50, 100});
    EXPECT_EQ(session.view().crosshair(), blueFront) << "its surface outlives it for a moment";
}

/// A third ball that a model proposes between the two: hatched, and gone with its proposal.
TEST_F(SurfaceWidget, WhatIsProposedIsHatchedUntilItIsTakenOrLeft) {
    const QImage before = shown();
    Proposal proposal{emptyMap(labels.geometry()), 0, 19, {}, "Leg", 1, {}, {}};
    proposal.labels.clearSegments();
    proposal.labels.addSegment({"Third", 5, 0, "", {0, 230, 0}, ""});
    addBall(proposal.labels, 5, {40, 40, 10}, 12);
    session.setProposal(proposal);
    ASSERT_TRUE(waitUntil([this] { return view.isUpToDate(); }));
    const QImage during = view.grab().toImage();
    EXPECT_TRUE(isRed(at(during, 0.2, 0.5))) << "with what is there";
    int bright = 0;
    int dark = 0;
    for (int y = 95; y < 105; ++y) {
        for (int x = 95; x < 105; ++x) {
            const QColor pixel = during.pixelColor(x, y);
            EXPECT_GT(pixel.green(), pixel.red() + pixel.blue());
            ++(pixel.green() > 140 ? bright : dark);
        }
    }
    EXPECT_GT(bright, 15);
    EXPECT_GT(dark, 15);
    QTest::mouseClick(&view, Qt::LeftButton, {}, {100, 100});
    EXPECT_EQ(proposal.labels.at(session.view().crosshair()), 5);
    session.discardProposal();
    EXPECT_EQ(shown().size(), before.size());
    EXPECT_TRUE(waitUntil([&] { return view.isUpToDate() && view.grab().toImage() == before; }))
        << "as if it had never been there";
}

TEST_F(SurfaceWidget, FollowsEditsUndoAndVisibility) {
    EXPECT_TRUE(isBlue(at(shown(), 0.75, 0.5)));
    session.openCase().setLook(1, {.visible = false});
    EXPECT_FALSE(isBlue(at(shown(), 0.75, 0.5)));
    session.openCase().setLook(1, {});
    session.openCase().removeSegment(0);
    EXPECT_TRUE(waitUntil([this] { return view.isUpToDate() && isBlue(at(shown(), 0.5, 0.5)); }))
        << "what is left is in the middle";
    session.openCase().removeSegment(0);
    EXPECT_FALSE(isBlue(at(shown(), 0.5, 0.5))) << "nothing is left";
    session.openCase().undo();
    session.openCase().undo();
    EXPECT_TRUE(waitUntil([this] { return view.isUpToDate() && isRed(at(shown(), 0.25, 0.5)); }));
}

} // namespace
} // namespace laurel::ui
