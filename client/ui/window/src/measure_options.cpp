#include "measure_options.h"

#include "laurel/session/texts.h"

#include "option_rows.h"

#include "laurel/ui_views/words.h"

#include <cmath>

namespace laurel::ui {

namespace {

/// The voxel in the middle of a measurement.
VoxelIndex middleOf(const Measure& measurement, const Geometry& geometry) {
    WorldPoint sum;
    for (const WorldPoint& point : measurement.points) {
        sum = {sum.x + point.x, sum.y + point.y, sum.z + point.z};
    }
    const auto count = static_cast<double>(measurement.points.size());
    const ContinuousIndex at = geometry.toIndex({sum.x / count, sum.y / count, sum.z / count});
    return {std::llround(at.x), std::llround(at.y), std::llround(at.z)};
}

class MeasureList : public QWidget {
  public:
    MeasureList(CaseSession& session, QWidget* parent)
        : QWidget(parent), session_(session), rows_(rowsOf(this)) {
        setObjectName(QStringLiteral("measure.list"));
        connect(&session.view().measurements(), &Measurements::changed, this, [this] { follow(); });
        follow();
    }

  private:
    void follow() {
        const Measurements& all = session_.view().measurements();
        if (shown_ == all.all() && selected_ == all.selected()) {
            return; // the one that is being drawn is not listed
        }
        shown_ = all.all();
        selected_ = all.selected();
        rebuild();
    }

    /// Later, where one of the buttons that go is at work.
    void rebuild() {
        if (content_ != nullptr) {
            content_->hide();
            content_->deleteLater();
        }
        content_ = new QWidget(this);
        QVBoxLayout* rows = rowsOf(content_);
        rows_->addWidget(content_);
        if (shown_.empty()) {
            auto* none = new Label(Texts::tr("Nothing measured yet. Measurements are not kept "
                                             "when the case is closed."),
                                   TextRole::Caption, Label::Tone::Text3);
            none->setWraps(true);
            rows->addWidget(none);
        }
        for (std::size_t index = 0; index < shown_.size(); ++index) {
            addEntry(*rows, index);
        }
    }

    void addEntry(QVBoxLayout& rows, std::size_t index) {
        const Measure& measurement = shown_[index];
        const VoxelIndex at = middleOf(measurement, session_.image().geometry());
        auto* line = new QHBoxLayout;
        line->setSpacing(space::xs);
        const QString text = QStringLiteral("%1 · %2").arg(textOf(measurement)).arg(at.z + 1);
        auto* go = new Button(text, selected_ == index ? ButtonKind::Normal : ButtonKind::Quiet);
        go->setGlyph(measurement.kind == MeasureKind::Length ? Icon::Ruler : Icon::Angle);
        go->setToolTip(Texts::tr("Goes there. Its points can be dragged; Del removes it."));
        connect(go, &Button::clicked, this, [this, index, at] {
            session_.view().measurements().select(index);
            session_.view().setCrosshair(at);
        });
        line->addWidget(go);
        line->addStretch(1);
        auto* remove = new GlyphButton(Icon::Trash, Texts::tr("Remove %1").arg(text));
        remove->setToolTip(Texts::tr("Removes this measurement"));
        connect(remove, &GlyphButton::clicked, this,
                [this, index] { session_.view().measurements().remove(index); });
        line->addWidget(remove);
        rows.addLayout(line);
    }

    CaseSession& session_;
    QVBoxLayout* rows_;
    QWidget* content_ = nullptr;
    std::vector<Measure> shown_{Measure{}}; ///< none is listed yet, not even "none"
    std::optional<std::size_t> selected_;
};

} // namespace

void registerMeasureOptions(OptionsRegistry& registry, CaseSession& session) {
    registry.add<Measurements>([&session](Measurements&, QWidget* parent) -> QWidget* {
        return new MeasureList(session, parent);
    });
}

} // namespace laurel::ui
