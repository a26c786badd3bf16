#pragma once

#include "ui/desk.h"

#include "laurel/imaging/masks.h"
#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

/// A person who segments by keys alone, and knows the truth that is to be reached.
namespace laurel {

namespace fs = std::filesystem;

inline constexpr int patience = 120000; ///< ms
inline constexpr double wantedDice = 0.95;

class PersonsTask : public ::testing::Test {
  protected:
    // --- Hands -----------------------------------------------------------------------------------
    void key(int code, Qt::KeyboardModifiers held = Qt::NoModifier) {
        QWidget* to =
            QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &desk.window();
        QTest::keyClick(to, static_cast<Qt::Key>(code), held);
    }
    /// Goes on with Tab until something is reached; whatever needs more is a dead end.
    bool tabTo(const std::function<bool(const QWidget&)>& isIt) {
        for (int presses = 0; presses < 200; ++presses) {
            if (const QWidget* now = QApplication::focusWidget(); now != nullptr && isIt(*now)) {
                return true;
            }
            key(Qt::Key_Tab);
            desk.settle(1);
        }
        return false;
    }
    bool tabToButton(const QString& text) {
        return tabTo([&](const QWidget& widget) {
            const auto* button = qobject_cast<const QAbstractButton*>(&widget);
            return button != nullptr && button->isEnabled() &&
                   (button->text() == text || button->accessibleName().startsWith(text));
        });
    }
    void openByKeys(const fs::path& file) {
        const auto before = desk.bench().session();
        desk.press(QStringLiteral("Ctrl+O"));
        QFileDialog* dialog = nullptr;
        ASSERT_TRUE(desk.waitFor([&] {
            dialog = desk.window().findChild<QFileDialog*>();
            return dialog != nullptr && dialog->isVisible();
        }));
        auto* name = dialog->findChild<QLineEdit*>();
        ASSERT_NE(name, nullptr);
        name->setFocus();
        QApplication::clipboard()->setText(QString::fromStdString(file.string()));
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(name, Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(name, Qt::Key_Return);
        desk.settle(300);
        if (desk.window().findChild<QFileDialog*>() != nullptr) { // that was for its completions
            QTest::keyClick(name, Qt::Key_Return);
        }
        ASSERT_TRUE(desk.waitFor([&] {
            return desk.window().findChild<QFileDialog*>() == nullptr;
        })) << name->text().toStdString()
            << " in " << dialog->directory().path().toStdString();
        desk.window().activateWindow(); // as a window manager does when a dialog closes
        ASSERT_TRUE(QTest::qWaitForWindowActive(&desk.window()));
        const bool opened = desk.waitFor(
            [&] { return desk.bench().session() && desk.bench().session() != before; }, 30000);
        if (!opened) {
            desk.screenshot("day-not-opened");
        }
        ASSERT_TRUE(opened) << desk.messages().toStdString();
        desk.settle(50);
        pointer = desk.session().view().crosshair();
        QObject::connect(&desk.view(), &ui::SliceView::pointed, &desk.view(),
                         [this](const std::optional<VoxelIndex>& voxel) {
                             if (voxel) {
                                 pointer = *voxel;
                             }
                         });
    }
    void autoSegment() {
        desk.press(QStringLiteral("Alt+A"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, patience))
            << desk.messages().toStdString();
        said = desk.session().proposal()->labels;
        acceptPreview();
    }
    void acceptPreview() {
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }, 30000));
        desk.settle(5);
    }
    void goToSlice(std::int64_t slice) {
        desk.press(QStringLiteral("Home"));
        for (std::int64_t i = 0; i < slice; ++i) {
            key(Qt::Key_Down);
        }
        ASSERT_EQ(desk.session().view().crosshair().z, slice);
    }
    /// By its number, or with W where there are more than nine.
    void choose(std::size_t segment) {
        key(Qt::Key_1);
        for (std::size_t i = 0; i < segment; ++i) {
            key(Qt::Key_W);
        }
        ASSERT_EQ(desk.session().view().activeSegment(), static_cast<int>(segment));
    }

    /// The pointer, moved by keys alone: it begins at the crosshair.
    void pointTo(std::int64_t x, std::int64_t y) {
        const auto step = [this](std::int64_t by, int on, int back) {
            if (by != 0) {
                const auto far = std::abs(by) >= 10 ? Qt::ShiftModifier : Qt::NoModifier;
                key(by > 0 ? on : back, Qt::AltModifier | far);
            }
        };
        for (int presses = 0; presses < 400 && (pointer.x != x || pointer.y != y); ++presses) {
            step(x - pointer.x, Qt::Key_Right, Qt::Key_Left);
            step(y - pointer.y, Qt::Key_Down, Qt::Key_Up);
        }
        ASSERT_EQ(pointer.x, x);
        ASSERT_EQ(pointer.y, y);
    }

    // --- Eyes ------------------------------------------------------------------------------------
    const LabelMap& now() { return desk.segmentation().labels; }
    std::uint16_t ownValue(const Segment& segment) {
        const Segment* own = now().findByName(segment.name);
        return own == nullptr ? 0 : own->value;
    }
    double diceOf(const Segment& segment, std::int64_t slice) {
        const std::uint16_t own = ownValue(segment);
        const GridSize& size = truth.geometry().size();
        double both = 0;
        double sum = 0;
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const bool t = truth.at(at, segment.layer) == segment.value;
                const bool n = own != 0 && now().at(at) == own;
                both += t && n ? 2 : 0;
                sum += (t ? 1 : 0) + (n ? 1 : 0);
            }
        }
        return sum == 0 ? 1 : both / sum;
    }
    struct Run {
        VoxelIndex from;
        std::int64_t length = 0;
    };
    /// Stretches of a row where something is to be done, the longest first.
    std::vector<Run> runs(std::int64_t slice, const std::function<bool(const VoxelIndex&)>& isIt) {
        std::vector<Run> found;
        const GridSize& size = truth.geometry().size();
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            std::int64_t length = 0;
            for (at.x = 0; at.x <= size.x; ++at.x) {
                if (at.x < size.x && isIt(at)) {
                    ++length;
                } else if (length > 0) {
                    found.push_back({{at.x - length, at.y, slice}, length});
                    length = 0;
                }
            }
        }
        std::ranges::stable_sort(found, std::greater{}, &Run::length);
        return found;
    }

    // --- Correcting ------------------------------------------------------------------------------
    void stroke(const Run& run) {
        pointTo(run.from.x, run.from.y);
        key(Qt::Key_Return);
        pointTo(run.from.x + run.length - 1, run.from.y);
        key(Qt::Key_Return);
    }
    /// Brush for what is missing, eraser for what is too much, until it is as good as is wanted.
    void brush(std::size_t index, const Segment& segment, std::int64_t slice) {
        choose(index);
        const std::uint16_t own = ownValue(segment);
        for (int round = 0; round < 3 && diceOf(segment, slice) < wantedDice; ++round) {
            desk.press(QStringLiteral("B"));
            for (const Run& run : runs(slice, [&](const VoxelIndex& at) {
                     return truth.at(at, segment.layer) == segment.value && now().at(at) != own;
                 })) {
                stroke(run);
                if (diceOf(segment, slice) >= wantedDice) {
                    return;
                }
            }
            desk.press(QStringLiteral("E"));
            for (const Run& run : runs(slice, [&](const VoxelIndex& at) {
                     return truth.at(at, segment.layer) != segment.value && now().at(at) == own;
                 })) {
                stroke(run);
                if (diceOf(segment, slice) >= wantedDice) {
                    return;
                }
            }
        }
    }
    void smallestBrush() {
        desk.press(QStringLiteral("E"));
        for (int i = 0; i < 40; ++i) {
            key(Qt::Key_BracketLeft);
        }
        desk.press(QStringLiteral("B"));
        for (int i = 0; i < 40; ++i) {
            key(Qt::Key_BracketLeft);
        }
    }
    void correctSlice(std::int64_t slice) {
        goToSlice(slice);
        desk.view().setFocus();
        const std::vector<Segment> segments = now().segments();
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (const Segment* known = truth.findByName(segments[i].name)) {
                brush(i, *known, slice);
            }
        }
        for (const Segment& segment : truth.segments()) {
            EXPECT_GE(diceOf(segment, slice), wantedDice)
                << segment.name << ", slice " << slice + 1 << ", "
                << (ownValue(segment) == 0 ? "no such segment" : "not painted") << "\n"
                << desk.messages().toStdString();
        }
    }
    /// Draws the segment's outline anew as a curve: once around the true shape.
    void outline(std::size_t index, const Segment& segment, std::int64_t slice) {
        goToSlice(slice);
        desk.view().setFocus();
        choose(index);
        desk.press(QStringLiteral("B"));
        desk.press(QStringLiteral("Del"));
        desk.press(QStringLiteral("Shift+B"));
        const std::vector<VoxelIndex> path = around(segment, slice);
        ASSERT_GT(path.size(), 8U);
        pointTo(path.front().x, path.front().y);
        key(Qt::Key_Return);
        for (const VoxelIndex& at : path) {
            pointTo(at.x, at.y);
        }
        key(Qt::Key_Return);
        desk.settle(20);
        if (segment.name == truth.segments().front().name) {
            desk.screenshot("day-outline-1280x800-dark");
        }
        desk.press(QStringLiteral("C")); // back to mask tools, where B is the brush
    }
    /// Voxels at the border of the largest piece, clockwise: Moore's neighbour tracing.
    std::vector<VoxelIndex> around(const Segment& segment, std::int64_t slice) {
        const GridSize size = truth.geometry().size();
        Mask mask(static_cast<std::size_t>(size.x * size.y));
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                mask[static_cast<std::size_t>(at.y * size.x + at.x)] =
                    truth.at(at, segment.layer) == segment.value ? 1 : 0;
            }
        }
        mask = keepLargestComponent(mask, {size.x, size.y, 1});
        const auto in = [&](std::int64_t x, std::int64_t y) {
            return x >= 0 && y >= 0 && x < size.x && y < size.y &&
                   mask[static_cast<std::size_t>(y * size.x + x)] != 0;
        };
        std::int64_t x = 0;
        std::int64_t y = 0;
        while (y < size.y && !in(x, y)) {
            x = x + 1 < size.x ? x + 1 : 0;
            y += x == 0 ? 1 : 0;
        }
        constexpr std::array<std::array<int, 2>, 8> ring{
            {{-1, 0}, {-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}}};
        std::vector<VoxelIndex> path;
        const std::int64_t startX = x;
        const std::int64_t startY = y;
        std::size_t from = 0; // entered from the left
        do {
            path.push_back({x, y, slice});
            std::size_t turn = 0;
            for (; turn < ring.size(); ++turn) {
                const auto& step = ring[(from + turn) % ring.size()];
                if (in(x + step[0], y + step[1])) {
                    x += step[0];
                    y += step[1];
                    break;
                }
            }
            from = (from + turn + 5) % ring.size(); // where it came from, and one on
        } while ((x != startX || y != startY) && path.size() < 4000);
        return path;
    }

    Desk desk;
    LabelMap truth;
    LabelMap said; ///< what the model proposed
    VoxelIndex pointer;
};

} // namespace laurel
