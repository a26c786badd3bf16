#pragma once

#include "laurel/base/files.h"
#include "laurel/session/workbench.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/ui_views/slice_view.h"
#include "laurel/ui_window/main_window.h"
#include "support/sanitized.h"

#include <QSize>
#include <QString>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

class QAbstractButton;

namespace laurel {

/// Watches how long the GUI thread lets a timer wait, without the time that other processes of a
/// busy machine took it off the cores.
class Heartbeat : public QObject {
    Q_OBJECT
  public:
    Heartbeat();
    void restart();
    double worstMs() const { return worst_; } ///< beyond the timer's own interval

  private:
    std::chrono::steady_clock::time_point last_;
    double queued_;
    double worst_ = 0;
};

/// A person in front of the real window: a home of its own, a small made-up leg, mouse and keys.
class Desk {
  public:
    struct Size {
        int width = 1280;
        int height = 800;
    };
    explicit Desk(Size size);
    Desk() : Desk(Size{}) {}
    ~Desk();

    /// Right and left leg, 6 slices of 8 mm unless said otherwise; image.nii.gz and labels.nii.gz
    /// in `folder() / "leg"`.
    const SyntheticCase& makeLeg(std::int64_t slices = 6, std::uint64_t seed = 11);
    const SyntheticCase& makeLeg(const LimbPhantomSettings& settings);
    std::filesystem::path legImage() const { return folder() / "leg" / "image.nii.gz"; }
    /// Opens it in the window and waits until it is there.
    void openLeg(std::int64_t slices = 6);
    void open(const std::filesystem::path& path);
    /// Closes the program and starts it again, in the same home.
    void restart();

    const std::filesystem::path& folder() const { return folder_.path(); }
    Workbench& bench() { return *bench_; }
    ui::MainWindow& window() { return *window_; }
    CaseSession& session() { return *bench_->session(); }
    const Segmentation& segmentation() { return session().segmentation(); }
    const EditHistory& history() { return session().openCase().history(); }

    /// Runs the event loop until the condition holds; false when it did not within the time.
    bool waitFor(const std::function<bool()>& condition, int milliseconds = 10000);
    void settle(int milliseconds = 30); ///< lets what was posted happen

    template <typename Widget>
    Widget* find(const QString& objectName) {
        return window_->findChild<Widget*>(objectName);
    }
    /// Types keys as a person does, into whatever has the focus: "Ctrl+Z", "B", "Return".
    void press(const QString& keys);
    void type(const QString& text);
    void click(QWidget* widget);
    void click(const QString& objectName);
    /// The visible button with this text, or nullptr.
    QAbstractButton* button(const QString& text);

    ui::SliceView& view(int axis = 2);
    /// Mouse in a view, from voxel to voxel of its plane.
    void drag(ui::SliceView& view, const VoxelIndex& from, const VoxelIndex& to,
              Qt::KeyboardModifiers keys = Qt::NoModifier, Qt::MouseButton button = Qt::LeftButton);
    /// Files and folders on the window, as from a file manager.
    void drop(const std::vector<std::filesystem::path>& paths);
    void clickVoxel(ui::SliceView& view, const VoxelIndex& at,
                    Qt::KeyboardModifiers keys = Qt::NoModifier);
    void wheel(ui::SliceView& view, int notches, Qt::KeyboardModifiers keys = Qt::NoModifier);

    /// The colour on the screen at a voxel's centre.
    QColor pixelAt(ui::SliceView& view, const VoxelIndex& at);
    /// Of the whole window, as build/<preset>/screenshots/<name>.png.
    void screenshot(const std::string& name);
    /// The texts of all messages that are shown.
    QString messages();

    /// Adds a segment and makes it the chosen one, by key.
    void addSegment();
    /// Replaces the masks with the phantom's truth, as an import would, in one step.
    void paintTruth();

  private:
    void start(const QSize& size);

    TemporaryFolder folder_;
    std::unique_ptr<SyntheticCase> leg_;
    std::unique_ptr<Workbench> bench_;
    std::unique_ptr<ui::MainWindow> window_;
};

constexpr int instrumentedSlower = isSanitized ? 20 : 1;
/// How long the GUI thread may be held, and how long a start may take; ms.
constexpr double heldBoundMs = 50.0 * instrumentedSlower;
constexpr int startBoundMs = 1000 * instrumentedSlower;

/// The heartbeat's worst, said on stdout too, so that a log tells how near the bound it was.
inline double reported(const Heartbeat& heartbeat) {
    std::printf("GUI thread held for at most %.1f ms\n", heartbeat.worstMs());
    return heartbeat.worstMs();
}

/// Whether LibTorch is mapped into this process.
bool torchIsMapped();

} // namespace laurel
