#include "auto_segment_options.h"

#include "option_rows.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

using Slices = AutoSegmentOptions::Slices;

/// "118 × 110 mm", or what to do while there is no rectangle.
QString rectangleText(const CaseSession& session) {
    const std::optional<VoxelBox>& box = session.view().rectangle();
    if (!box) {
        return QCoreApplication::translate("AutoSegment", "Drag one in the axial view");
    }
    const std::array<double, 3>& spacing = session.image().geometry().spacing();
    const auto mm = [](std::int64_t low, std::int64_t high, double step) {
        return std::lround(static_cast<double>(high - low + 1) * step);
    };
    return QCoreApplication::translate("AutoSegment", "%1 × %2 mm")
        .arg(mm(box->low.x, box->high.x, spacing[0]))
        .arg(mm(box->low.y, box->high.y, spacing[1]));
}

/// The options as a panel; follows the rectangle that is drawn in the view.
class AutoSegmentPanel : public QWidget {
    Q_DECLARE_TR_FUNCTIONS(AutoSegment)
  public:
    AutoSegmentPanel(AutoSegmentOptions& options, ToolBox& tools, Commands& commands,
                     CaseSession& session, QWidget* parent)
        : QWidget(parent), options_(options), tools_(tools), session_(session) {
        QVBoxLayout& rows = *rowsOf(this);
        addSide(rows);
        addSlices(rows);
        addRectangle(rows);
        auto* run = new Button(tr("Auto-segment"));
        run->setGlyph(Icon::AutoSegment);
        run->setObjectName(QStringLiteral("auto.run"));
        run->setToolTip(commands.tooltip(Command::AutoSegment));
        connect(run, &Button::clicked, &commands[Command::AutoSegment], &QAction::trigger);
        rows.addSpacing(space::s);
        rows.addWidget(run);
        connect(&session_.view(), &ViewState::rectangleChanged, this, [this] { follow(); });
        follow();
    }

  private:
    void addSide(QVBoxLayout& rows) {
        const int index = !options_.side ? 2 : *options_.side == BodySide::Left ? 0 : 1;
        auto* side = addChoice(rows, tr("Side"), {tr("L"), tr("R"), tr("Both")}, index,
                               tr("Of a model that tells sides apart: left, right or both limbs"),
                               [this](int chosen) {
                                   options_.side = chosen == 2   ? std::nullopt
                                                   : chosen == 0 ? std::optional(BodySide::Left)
                                                                 : std::optional(BodySide::Right);
                                   tools_.parametersChanged();
                               });
        side->setObjectName(QStringLiteral("auto.side"));
    }

    void addSlices(QVBoxLayout& rows) {
        auto* slices = addChoice(rows, tr("Slices"), {tr("This"), tr("Range"), tr("All")},
                                 static_cast<int>(options_.slices),
                                 tr("Which slices the model is asked for"), [this](int chosen) {
                                     options_.slices = static_cast<Slices>(chosen);
                                     follow();
                                     tools_.parametersChanged();
                                 });
        slices->setObjectName(QStringLiteral("auto.slices"));
        const auto last = static_cast<double>(session_.image().geometry().size().z);
        options_.last = options_.last < 1
                            ? session_.image().geometry().size().z
                            : std::min<std::int64_t>(options_.last, std::lround(last));
        options_.first = std::clamp<std::int64_t>(options_.first, 1, options_.last);
        range_ = new QWidget;
        auto* line = new QHBoxLayout(range_);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(space::s);
        const auto field = [&](const QString& name, std::int64_t& value) {
            auto* number = new NumberField(name, 1, last, 0);
            number->setValue(static_cast<double>(value));
            number->setToolTip(name);
            connect(number, &NumberField::changed, this, [this, &value](double typed) {
                value = std::lround(typed);
                tools_.parametersChanged();
            });
            return number;
        };
        line->addWidget(field(tr("First slice"), options_.first), 1);
        line->addWidget(new Label(tr("to"), TextRole::Body, Label::Tone::Text2));
        line->addWidget(field(tr("Last slice"), options_.last), 1);
        rows.addWidget(range_);
    }

    void addRectangle(QVBoxLayout& rows) {
        inside_ = new CheckBox(tr("Only inside rectangle"));
        inside_->setObjectName(QStringLiteral("auto.inside"));
        inside_->setToolTip(tr("The model sees nothing outside, and nothing changes there"));
        connect(inside_, &CheckBox::clicked, this, [this](bool on) {
            options_.insideRectangle = on;
            tools_.parametersChanged();
        });
        rows.addWidget(inside_);
        auto* line = new QHBoxLayout;
        size_ = new Label({}, TextRole::Caption, Label::Tone::Text2);
        line->addWidget(size_, 1);
        clear_ = new Button(tr("Clear"), ButtonKind::Quiet);
        clear_->setToolTip(tr("Takes the rectangle away"));
        connect(clear_, &Button::clicked, this,
                [this] { session_.view().setRectangle(std::nullopt); });
        line->addWidget(clear_);
        rows.addLayout(line);
    }

    /// Who draws a rectangle means it.
    void follow() {
        const bool any = session_.view().rectangle().has_value();
        if (any != hadRectangle_) {
            options_.insideRectangle = any;
            hadRectangle_ = any;
        }
        inside_->setChecked(options_.insideRectangle && any);
        inside_->setEnabled(any);
        size_->setText(rectangleText(session_));
        clear_->setEnabled(any);
        range_->setVisible(options_.slices == Slices::Range);
    }

    AutoSegmentOptions& options_;
    ToolBox& tools_;
    CaseSession& session_;
    QWidget* range_ = nullptr;
    CheckBox* inside_ = nullptr;
    Label* size_ = nullptr;
    Button* clear_ = nullptr;
    bool hadRectangle_ = session_.view().rectangle().has_value();
};

} // namespace

void registerAutoSegmentOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                                CaseSession& session) {
    registry.add<AutoSegmentOptions>([&](AutoSegmentOptions& options, QWidget* parent) -> QWidget* {
        return new AutoSegmentPanel(options, tools, commands, session, parent);
    });
}

SegmentRequest requestOf(const AutoSegmentOptions& options, const CaseSession& session,
                         bool thisSlice) {
    const std::int64_t slice = session.view().crosshair().z;
    const std::int64_t count = session.image().geometry().size().z;
    SegmentRequest request;
    if (thisSlice || options.slices == Slices::This) {
        request.slices = SliceRange{slice, slice};
    } else if (options.slices == Slices::Range) {
        const auto [low, high] = std::minmax(options.first, options.last);
        request.slices = SliceRange{std::clamp<std::int64_t>(low - 1, 0, count - 1),
                                    std::clamp<std::int64_t>(high - 1, 0, count - 1)};
    }
    request.side = options.side;
    if (options.insideRectangle) {
        request.rectangle = session.view().rectangle();
    }
    return request;
}

} // namespace laurel::ui
