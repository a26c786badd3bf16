#include "laurel/ui_views/area_plot.h"
#include "laurel/ui_views/slice_strip.h"
#include "phantom_case.h"

#include "laurel/ui_kit/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <filesystem>

namespace laurel::ui {
namespace {

/// Pictures to look at, of a phantom: written to build/<preset>/screenshots/views-*.png. What the
/// test asserts is only that views side by side show one case; the other tests look at pixels.
class Screenshots : public testing::Test {
  protected:
    Screenshots() {
        std::filesystem::create_directories(folder);
        column->setContentsMargins(0, 0, 0, 0);
        window.resize(1000, 760);
    }

    void addViews() {
        auto* row = new QHBoxLayout;
        row->setSpacing(2);
        auto* side = new QVBoxLayout;
        auto* upright = new QHBoxLayout;
        upright->setSpacing(2);
        for (SliceView* view : {&sagittal, &coronal}) {
            upright->addWidget(view);
        }
        side->addLayout(upright, 3);
        side->addWidget(&plot, 2);
        row->addWidget(&axial, 3);
        row->addLayout(side, 2);
        column->addLayout(row);
        column->addWidget(&strip);
    }

    void save(const std::string& name) {
        pictureOf(window).save(
            QString::fromStdString((folder / ("views-" + name + ".png")).string()));
    }

    static std::vector<std::int64_t> slicesFrom(std::int64_t first, std::int64_t last) {
        std::vector<std::int64_t> slices;
        for (std::int64_t slice = first; slice <= last; ++slice) {
            slices.push_back(slice);
        }
        return slices;
    }

    void markStates() {
        opened.session.openCase().markSlices(slicesFrom(6, 23), SliceState::Reviewed);
        opened.session.openCase().markSlices({27, 41}, SliceState::Flagged);
    }

    Proposal everythingAgain() const {
        return {opened.session.segmentation().labels, 20, 55, {}, "leg", 9.8};
    }

    const std::filesystem::path folder = std::filesystem::path(LAUREL_BINARY_DIR) / "screenshots";
    ViewCase opened = phantomCase();
    QWidget window; ///< before its children, which leave it when they die
    QVBoxLayout* column = new QVBoxLayout(&window);
    SliceView axial{opened.session, 2};
    SliceView sagittal{opened.session, 0};
    SliceView coronal{opened.session, 1};
    AreaPlot plot{opened.session};
    SliceStrip strip{opened.session};
};

TEST_F(Screenshots, OfMasksAndOfAProposal) {
    addViews();
    markStates();
    BrushTool brush;
    for (SliceView* view : {&axial, &sagittal, &coronal}) {
        view->setTool({ViewTool::Kind::Edit, &brush, PaintRules{}, 8, false});
    }
    window.show();
    Mouse(axial).hover({200, 400});
    save("mask");
    const QImage masks = pictureOf(window);

    const Proposal proposal = everythingAgain();
    for (const Segment& segment : proposal.labels.segments()) {
        opened.session.act(segment.layer, [&](LabelMapEdit& edit) {
            const GridSize& size = opened.session.image().geometry().size();
            for (VoxelIndex at{0, 0, 20}; at.z <= 55; ++at.z) {
                for (at.y = 0; at.y < size.y; ++at.y) {
                    edit.erase({0, at.y, at.z}, size.x, segment.value);
                }
            }
            return StepLabel{StepKind::Clear, "Clear", ""};
        });
    }
    opened.session.openCase().markSlices(slicesFrom(20, 55), SliceState::InWork); // so: Empty
    opened.session.setProposal(proposal);
    plot.setMinimumHeight(180);
    save("preview");
    EXPECT_NE(pictureOf(window), masks);
    applyTheme(ThemeChoice::Light);
    QApplication::processEvents();
    save("light");
    applyTheme(ThemeChoice::Dark);
}

TEST_F(Screenshots, OfNothingYet) {
    LabelMap none(opened.session.image().geometry());
    ViewCase empty(opened.session.image(), std::move(none));
    SliceView view(empty.session, 2);
    SliceView outline(opened.session, 2);
    AreaPlot noAreas(empty.session);
    SliceStrip noStates(empty.session);
    column->addWidget(&view);
    column->addWidget(&noAreas);
    column->addWidget(&noStates);
    save("empty");
    EXPECT_EQ(view.accessibleName(), "Axial, slice 31 of 60");
}

} // namespace
} // namespace laurel::ui
