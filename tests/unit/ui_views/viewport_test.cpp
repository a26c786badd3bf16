#include "viewport.h"

#include "laurel/base/random.h"

#include <gtest/gtest.h>

namespace laurel::ui {
namespace {

void expectNear(const QPointF& first, const QPointF& second) {
    EXPECT_NEAR(first.x(), second.x(), 1e-6);
    EXPECT_NEAR(first.y(), second.y(), 1e-6);
}

TEST(Viewport, ShowsTheWholePlaneInTheMiddleUntilSomebodyZooms) {
    Viewport port;
    port.setPlane({100, 50});
    port.setWidget({400, 400});
    EXPECT_EQ(port.planeRect(), QRectF(0, 100, 400, 200));
    port.setWidget({200, 50});
    EXPECT_EQ(port.planeRect(), QRectF(50, 0, 100, 50));
    port.setScale(3, 100, {0, 0});
    port.setWidget({300, 300});
    EXPECT_DOUBLE_EQ(port.pixelsPerMm(), 3);
    port.fit();
    EXPECT_EQ(port.planeRect(), QRectF(0, 75, 300, 150));
}

TEST(Viewport, ZoomKeepsThePointUnderThePointer) {
    Random random(2);
    Viewport port;
    port.setPlane({100, 80});
    port.setWidget({500, 400});
    for (int round = 0; round < 50; ++round) {
        const QPointF mm(random.uniform(20, 80), random.uniform(20, 60));
        const QPointF at = port.toWidget(mm);
        port.setScale(port.pixelsPerMm() * random.uniform(0.9, 1.15), 64, at);
        expectNear(port.toWidget(mm), at);
        expectNear(port.toPlane(at), mm);
    }
}

TEST(Viewport, LimitsZoomAndKeepsThePlaneInSight) {
    Viewport port;
    port.setPlane({100, 100});
    port.setWidget({200, 200});
    port.setScale(1000, 20, port.middle());
    EXPECT_DOUBLE_EQ(port.pixelsPerMm(), 20);
    port.setScale(0, 20, port.middle());
    EXPECT_DOUBLE_EQ(port.pixelsPerMm(), 0.2);
    port.pan({1e6, -1e6});
    EXPECT_TRUE(port.planeRect().adjusted(-1, -1, 1, 1).contains(port.middle()));
}

TEST(Viewport, RevealsPointsByPanning) {
    Viewport port;
    port.setPlane({100, 100});
    port.setWidget({100, 100});
    port.setScale(10, 20, port.middle());
    EXPECT_FALSE(port.reveal({50, 50}));
    EXPECT_TRUE(port.reveal({90, 50}));
    EXPECT_TRUE(QRectF(0, 0, 100, 100).contains(port.toWidget({90, 50})));
}

} // namespace
} // namespace laurel::ui
