#pragma once

#include "laurel/edit/brush_tool.h"
#include "laurel/session/case_session.h"
#include "laurel/ui_views/slice_view.h"

#include <QApplication>
#include <QImage>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include <memory>

namespace laurel::ui {

inline Segment segment(const std::string& name, std::uint16_t value, const Color& color) {
    Segment made;
    made.name = name;
    made.value = value;
    made.color = color;
    return made;
}

/// One grey everywhere.
inline Volume evenVolume(const Geometry& geometry, std::int16_t grey) {
    return {geometry,
            std::vector<std::int16_t>(static_cast<std::size_t>(geometry.size().voxels()), grey)};
}

/// A session over an image and labels, without a folder.
class ViewCase {
  public:
    ViewCase(Volume image, LabelMap labels)
        : session(std::make_unique<Case>(std::make_shared<const Volume>(std::move(image)),
                                         ImageReference{}, Segmentation(std::move(labels))),
                  board_) {}

  private:
    TaskBoard board_;

  public:
    CaseSession session;
};

/// 40 × 32 × 24 voxels of 1 × 1 × 2 mm, canonical, all grey 100 shown as 100; two segments, of
/// which "one" is a block.
inline std::unique_ptr<ViewCase> smallCase() {
    const Geometry grid({40, 32, 24}, {1, 1, 2});
    LabelMap labels(grid);
    labels.addSegment(segment("one", 1, {200, 40, 40}));
    labels.addSegment(segment("two", 2, {40, 40, 200}));
    for (VoxelIndex at{0, 0, 8}; at.z <= 14; ++at.z) {
        for (at.y = 8; at.y <= 15; ++at.y) {
            for (at.x = 10; at.x <= 19; ++at.x) {
                labels.set(at, 1);
            }
        }
    }
    auto made = std::make_unique<ViewCase>(evenVolume(grid, 100), std::move(labels));
    made->session.view().setWindow({255, 127.5, false});
    made->session.view().setCrossLines(false);
    return made;
}

inline void send(QWidget& widget, QEvent&& event) {
    QApplication::sendEvent(&widget, &event);
}

/// Presses, moves and releases without an event loop in between.
class Mouse {
  public:
    explicit Mouse(QWidget& widget, Qt::MouseButton button = Qt::LeftButton,
                   Qt::KeyboardModifiers held = Qt::NoModifier)
        : widget_(widget), button_(button), held_(held) {}

    void press(const QPointF& at) { tell(QEvent::MouseButtonPress, at, button_, button_); }
    void move(const QPointF& at) { tell(QEvent::MouseMove, at, Qt::NoButton, button_); }
    void hover(const QPointF& at) { tell(QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton); }
    void release(const QPointF& at) { tell(QEvent::MouseButtonRelease, at, button_, Qt::NoButton); }
    void click(const QPointF& at) {
        press(at);
        release(at);
    }

  private:
    void tell(QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons down) {
        send(widget_, QMouseEvent(type, at, widget_.mapToGlobal(at), button, down, held_));
    }

    QWidget& widget_;
    Qt::MouseButton button_;
    Qt::KeyboardModifiers held_;
};

inline void pressKey(QWidget& widget, int key, Qt::KeyboardModifiers held = Qt::NoModifier) {
    send(widget, QKeyEvent(QEvent::KeyPress, key, held));
    send(widget, QKeyEvent(QEvent::KeyRelease, key, held));
}

inline void turnWheel(QWidget& widget, const QPointF& at, int angle,
                      Qt::KeyboardModifiers held = Qt::NoModifier) {
    send(widget, QWheelEvent(at, widget.mapToGlobal(at), {}, {0, angle}, Qt::NoButton, held,
                             Qt::NoScrollPhase, false));
}

inline QImage pictureOf(QWidget& widget) {
    return widget.grab().toImage();
}

} // namespace laurel::ui
