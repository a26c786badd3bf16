#include "options_panel.h"

#include "laurel/session/texts.h"

#include "auto_segment_options.h"
#include "contour_options.h"
#include "measure_options.h"
#include "operation_options.h"
#include "tool_options.h"

#include <QEvent>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace laurel::ui {

namespace {

/// Holds what may be too high for the window. Its bar stands in the margin, so that nothing moves
/// aside when it comes.
class MarginScroll : public QScrollArea {
  public:
    MarginScroll() {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus); // its fields have it
    }

  protected:
    /// Of the viewport: the bar takes its width from it, and the margin gives that back.
    void resizeEvent(QResizeEvent* event) override {
        if (widget() != nullptr) {
            QMargins margins = widget()->layout()->contentsMargins();
            margins.setRight(margins.left() - (width() - viewport()->width()));
            widget()->layout()->setContentsMargins(margins);
            widget()->setMaximumWidth(viewport()->width()); // rows yield a little, as they can
        }
        QScrollArea::resizeEvent(event);
    }
};

} // namespace

OptionsPanel::OptionsPanel(ToolBox& tools, Commands& commands, CaseSession& session,
                           QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::RightEdge, parent), tools_(tools), commands_(commands),
      session_(session) {
    setObjectName(QStringLiteral("pane.options"));
    setAccessibleName(Texts::tr("Tool options"));
    tools_.area = {}; // what it names belongs to the case before
    tools_.actReach = OperationReach::Slice;
    const std::array<double, 3>& spacing = session_.image().geometry().spacing();
    tools_.setPixel(std::min(spacing[0], spacing[1]));
    registerToolOptions(registry_, tools_, commands_, session_);
    registerOperationOptions(registry_, tools_, session_);
    registerMeasureOptions(registry_, session_);
    registerContourOptions(registry_, tools_, commands_, session_);
    registerAutoSegmentOptions(registry_, tools_, commands_, session_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 0);
    connect(&tools_, &ToolBox::changed, this, &OptionsPanel::rebuild);
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, &OptionsPanel::showEffect);
    connect(&session_, &CaseSession::segmentsChanged, this, &OptionsPanel::showEffect);
    connect(&commands_, &Commands::keysChanged, this, [this] {
        shown_ = Command::Count; // nothing: all is written anew
        rebuild();
    });
    rebuild();
}

void OptionsPanel::rebuild() {
    if (shown_ == tools_.active()) {
        return; // the panel itself follows its parameters
    }
    shown_ = tools_.active();
    delete content_;
    hints_ = nullptr;
    content_ = new QWidget(this);
    layout()->addWidget(content_);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(0, space::s, 0, space::m);
    column->setSpacing(space::xs);
    column->addWidget(new PanelHeader(commands_[shown_].text(), commands_.keyText(shown_)));
    scroll_ = new MarginScroll;
    scroll_->setWidget(new QWidget);
    scroll_->widget()->setAutoFillBackground(false);
    scroll_->widget()->installEventFilter(this);
    scroll_->installEventFilter(this);
    scroll_->viewport()->setAutoFillBackground(false);
    column->addWidget(scroll_, 1);
    auto* body = new QVBoxLayout(scroll_->widget());
    body->setContentsMargins(space::m, 0, space::m, 0);
    body->setSpacing(space::s);
    effect_ = new Label({}, TextRole::Body, Label::Tone::Text2);
    effect_->setWraps(true);
    body->addWidget(effect_);
    body->addSpacing(space::xs);
    if (QWidget* options = makeOptions()) {
        body->addWidget(options);
        for (const NumberField* field : options->findChildren<NumberField*>()) {
            connect(field, &NumberField::finished, this, &OptionsPanel::left);
        }
    }
    body->addStretch(1);
    addKeyHints(*body);
    showEffect();
}

QWidget* OptionsPanel::makeOptions() {
    const auto panel = [this](auto& subject) { return registry_.panelFor(subject, content_); };
    switch (shown_) {
    case Command::ToolBrush:
        return panel(tools_.brush);
    case Command::ToolEraser:
        return panel(tools_.eraser);
    case Command::ToolFill:
        return panel(tools_.fill);
    case Command::ToolLasso:
        return panel(tools_.lasso);
    case Command::ToolRegion:
        return panel(tools_.region);
    case Command::ToolGrow:
        return panel(tools_.operations.grow);
    case Command::ToolMorphology:
        return panel(tools_.operations.morphology);
    case Command::ToolIslands:
        return panel(tools_.operations.islands);
    case Command::ToolSmooth:
        return panel(tools_.operations.smooth);
    case Command::ToolThreshold:
        return panel(tools_.operations.threshold);
    case Command::ToolBoolean:
        return panel(tools_.operations.boolean);
    case Command::ToolRuler:
    case Command::ToolAngle:
        return panel(session_.view().measurements());
    case Command::ToolInterpolate:
        return panel(tools_.interpolation);
    case Command::ToolAutoSegment:
        return panel(tools_.automatic);
    default:
        return tools_.onCurves() ? panel(tools_.contour) : nullptr;
    }
}

void OptionsPanel::showEffect() {
    const int index = session_.view().activeSegment();
    const auto& segments = session_.segmentation().labels.segments();
    QString text = explanationOf(shown_);
    if (index >= 0 && index < static_cast<int>(segments.size())) {
        const QString name = QString::fromStdString(segments[static_cast<std::size_t>(index)].name);
        text.replace(Texts::tr("the chosen segment"), name); // as the translation calls it
    }
    effect_->setText(text);
}

bool OptionsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize) {
        yieldHints();
    }
    return Surface::eventFilter(watched, event);
}

/// Where options need the room, what the keys do gives way: the cheat sheet says it too.
void OptionsPanel::yieldHints() {
    if (content_ != nullptr && hints_ != nullptr) {
        const int hints = hints_->isHidden() ? hints_->sizeHint().height() + space::s : 0;
        const int needed = scroll_->widget()->heightForWidth(scroll_->width()) + hints;
        hints_->setVisible(needed <= scroll_->height());
    }
}

void OptionsPanel::addKeyHints(QVBoxLayout& column) {
    const bool paints = tools_.editTool() != nullptr;
    const bool sized = shown_ == Command::ToolBrush || shown_ == Command::ToolEraser;
    hints_ = new QWidget;
    auto* grid = new QGridLayout(hints_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space::xs);
    grid->setColumnStretch(3, 1);
    int row = 0;
    const auto hint = [&](const QStringList& keys, const QString& what) {
        auto* caps = new QHBoxLayout;
        caps->setSpacing(space::xs);
        for (const QString& key : keys) {
            caps->addWidget(new KeyCap(key));
        }
        caps->addStretch(1);
        grid->addLayout(caps, row, 0);
        grid->addWidget(new Label(what, TextRole::Caption, Label::Tone::Text3), row, 1);
        ++row;
    };
    if (sized) {
        hint({commands_.keyText(Command::BrushSmaller), commands_.keyText(Command::BrushBigger)},
             Texts::tr("size"));
    }
    if (paints) {
        hint({Texts::tr("Ctrl")}, shown_ == Command::ToolEraser ? Texts::tr("add")
                                  : tools_.onCurves()           ? Texts::tr("remove handle")
                                                                : Texts::tr("erase"));
    }
    hint({Texts::tr("Shift")},
         tools_.habits.heldKeysPaint ? Texts::tr("paint") : Texts::tr("crosshair"));
    hint({Texts::tr("Alt")}, Texts::tr("pick"));
    column.addWidget(hints_);
}

} // namespace laurel::ui
