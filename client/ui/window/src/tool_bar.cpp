#include "tool_bar.h"

#include "laurel/session/texts.h"

#include "window_presets.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

GlyphButton* buttonFor(Commands& commands, Command id, Icon glyph) {
    auto* button = new GlyphButton(glyph, commands[id].text());
    commands.explain(*button, id);
    button->setEnabled(commands[id].isEnabled());
    QObject::connect(button, &GlyphButton::clicked, &commands[id], &QAction::trigger);
    QObject::connect(&commands[id], &QAction::changed, button,
                     [button, &commands, id] { button->setEnabled(commands[id].isEnabled()); });
    return button;
}

/// "320 × 192 × 6 voxels of 1.25 × 1.25 × 8 mm"
QString sizeText(const Geometry& geometry) {
    const GridSize& size = geometry.size();
    const std::array<double, 3>& spacing = geometry.spacing();
    QString voxel;
    for (const double mm : spacing) {
        voxel +=
            (voxel.isEmpty() ? QString() : QStringLiteral(" × ")) + QString::number(mm, 'g', 3);
    }
    return Texts::tr("%1 × %2 × %3 voxels of %4 mm")
        .arg(QString::number(size.x), QString::number(size.y), QString::number(size.z), voxel);
}

void addSeparator(QHBoxLayout& line) {
    auto* separator = new Surface(Surface::Fill::Panel, Qt::LeftEdge);
    separator->setFixedSize(1, 22);
    line.addSpacing(space::s);
    line.addWidget(separator);
    line.addSpacing(space::s);
}

} // namespace

ToolBar::ToolBar(Workbench& bench, Commands& commands, ToolBox& tools, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::BottomEdge, parent), bench_(bench), commands_(commands),
      tools_(tools), name_(new Label({}, TextRole::Section, Label::Tone::Text1, QFont::DemiBold)),
      newName_(new QLineEdit), detail_(new Label({}, TextRole::Caption, Label::Tone::Text3)),
      window_(new Dropdown(Texts::tr("Window and level"), {})),
      mode_(new Segmented({Texts::tr("Mask"), Texts::tr("Contour")})),
      second_(new SecondImageBox(bench, commands)), model_(new Dropdown(Texts::tr("Model"), {})),
      automatic_(new SplitButton(Icon::AutoSegment, Texts::tr("Auto-segment"))) {
    setFixedHeight(44);
    setObjectName(QStringLiteral("pane.toolbar"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, 0, space::m, 1);
    line->setSpacing(space::xs);
    addCase(*line);
    addSeparator(*line);
    addEditing(*line);
    addSeparator(*line);
    addViewing(*line);
    addMeasuring(*line);
    line->addStretch(1);
    addModel(*line);
    connect(&bench_, &Workbench::sessionChanged, this, &ToolBar::followSession);
    followSession();
    showKeys();
}

void ToolBar::addCase(QHBoxLayout& line) {
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->setContentsMargins(0, space::xs, 0, space::xs);
    words->addWidget(name_);
    words->addWidget(newName_);
    newName_->setObjectName(QStringLiteral("toolbar.rename"));
    newName_->setAccessibleName(Texts::tr("Name of the case"));
    newName_->setToolTip(Texts::tr("Name of the case. Enter takes it, Esc leaves it as it was."));
    newName_->setMaxLength(60);
    newName_->setTextMargins(space::xs, 0, space::xs, 0);
    newName_->setFixedWidth(204);
    newName_->hide();
    newName_->installEventFilter(this);
    connect(newName_, &QLineEdit::returnPressed, this, [this] {
        const QString name = newName_->text().trimmed();
        if (bench_.session() && !name.isEmpty()) {
            bench_.session()->openCase().setName(name.toStdString());
        }
        newName_->hide();
    });
    words->addWidget(detail_);
    line.addLayout(words);
    name_->setObjectName(QStringLiteral("toolbar.case"));
    name_->setFixedWidth(204);
    detail_->setFixedWidth(204);
}

void ToolBar::renameCase() {
    if (bench_.session()) {
        newName_->setText(QString::fromStdString(bench_.session()->openCase().name()));
        name_->hide();
        detail_->hide();
        newName_->show();
        newName_->setFocus(Qt::ShortcutFocusReason);
        newName_->selectAll();
    }
}

bool ToolBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == newName_ && event->type() == QEvent::Hide) {
        name_->show();
        detail_->show();
    } else if (watched == newName_ && event->type() == QEvent::FocusOut) {
        newName_->hide();
    } else if (watched == newName_ && event->type() == QEvent::KeyPress &&
               static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        newName_->hide();
        return true;
    }
    return Surface::eventFilter(watched, event);
}

void ToolBar::addEditing(QHBoxLayout& line) {
    line.addWidget(buttonFor(commands_, Command::Undo, Icon::Undo));
    line.addWidget(buttonFor(commands_, Command::Redo, Icon::Redo));
    addSeparator(line);
    mode_->setObjectName(QStringLiteral("toolbar.mode"));
    mode_->setAccessibleName(Texts::tr("Mask or contour tools"));
    commands_.explain(*mode_, Command::SwitchMode);
    connect(mode_, &Segmented::chosen, this, [this](int index) {
        if ((index == 1) != tools_.curveMode()) {
            commands_[Command::SwitchMode].trigger();
        }
    });
    const auto follow = [this] { mode_->setIndex(tools_.curveMode() ? 1 : 0); };
    connect(&tools_, &ToolBox::changed, this, follow);
    follow();
    line.addWidget(mode_);
}

void ToolBar::addMeasuring(QHBoxLayout& line) {
    for (const auto& [command, glyph] :
         {std::pair(Command::ToolRuler, Icon::Ruler), std::pair(Command::ToolAngle, Icon::Angle)}) {
        GlyphButton* button = buttonFor(commands_, command, glyph);
        button->setObjectName(QStringLiteral("tool.") + commands_[command].text());
        button->setCheckable(true);
        connect(&tools_, &ToolBox::changed, button,
                [this, button, tool = command] { button->setChecked(tools_.active() == tool); });
        line.addWidget(button);
    }
}

void ToolBar::resizeEvent(QResizeEvent* event) {
    Surface::resizeEvent(event);
    arrange();
}

void ToolBar::adjustSecondImage() {
    const QWidget& place = second_->isVisible() ? static_cast<QWidget&>(*second_) : *invert_;
    second_->openPanel(place.mapToGlobal(QPoint(0, place.height() + 2)));
}

/// Where there is little room the second image's box gives way: the menu View has all it does.
void ToolBar::arrange() {
    constexpr int roomy = 1360;
    second_->setVisible(width() >= roomy * textScale());
}

void ToolBar::addViewing(QHBoxLayout& line) {
    alone_ = buttonFor(commands_, Command::ShowMain, Icon::LayoutOne);
    all_ = buttonFor(commands_, Command::ShowAll, Icon::LayoutSide);
    for (GlyphButton* button : {alone_, all_}) {
        button->setCheckable(true);
        line.addWidget(button);
    }
    addSeparator(line);
    window_->setGlyph(Icon::Sun);
    window_->setFixedWidth(148);
    line.addWidget(window_);
    connect(window_, &Dropdown::chosen, this, [this](int index) {
        const auto offered = presetsFor(bench_.session()->image());
        commands_[offered.at(static_cast<std::size_t>(index))->command].trigger();
    });
    invert_ = buttonFor(commands_, Command::InvertGrey, Icon::Contrast);
    invert_->setCheckable(true);
    line.addWidget(invert_);
    line.addWidget(second_);
    linked_ = new GlyphButton(Icon::Link, Texts::tr("One zoom for all views"));
    linked_->setToolTip(Texts::tr("One zoom for all views"));
    linked_->setCheckable(true);
    connect(linked_, &GlyphButton::clicked, this, [this](bool on) {
        if (bench_.session()) {
            bench_.session()->view().setLinked(on);
        }
    });
    line.addWidget(linked_);
}

void ToolBar::addModel(QHBoxLayout& line) {
    model_->setGlyph(Icon::Layers);
    model_->setObjectName(QStringLiteral("toolbar.model"));
    model_->setToolTip(Texts::tr("The model that proposes masks and learns"));
    model_->setFixedWidth(184);
    line.addWidget(model_);
    line.addSpacing(space::xs);
    connect(model_, &Dropdown::chosen, this, [this](int index) {
        bench_.segmenting.choose(models_.at(static_cast<std::size_t>(index)));
    });
    automatic_->setObjectName(QStringLiteral("toolbar.auto"));
    connect(&commands_, &Commands::keysChanged, this, &ToolBar::showKeys);
    auto* menu = new QMenu(automatic_);
    menu->addAction(&commands_[Command::AutoSegment]);
    menu->addAction(&commands_[Command::AutoSegmentSlice]);
    automatic_->setMenu(menu);
    connect(automatic_, &SplitButton::clicked, &commands_[Command::AutoSegment], &QAction::trigger);
    line.addWidget(automatic_);
    connect(&bench_.segmenting, &SegmentingDesk::modelsChanged, this, &ToolBar::showModels);
    connect(&bench_.segmenting, &SegmentingDesk::runningChanged, this, &ToolBar::showRunning);
    showModels();
}

void ToolBar::showKeys() {
    QString tip = Texts::tr("Grey values shown. Right-drag in a view sets them by hand");
    if (const QString key = commands_.keyText(Command::AutoWindow); !key.isEmpty()) {
        tip += Texts::tr("; %1 sets 2–98 %").arg(key);
    }
    window_->setToolTip(tip);
    showRunning();
}

void ToolBar::setGrid(ViewGrid* grid) {
    grid_ = grid;
    if (grid_ != nullptr) {
        connect(grid_, &ViewGrid::layoutChanged, this, &ToolBar::showLayout);
    }
    showLayout();
}

void ToolBar::followSession() {
    if (CaseSession* session = bench_.session().get()) {
        connect(session, &CaseSession::keptChanged, this, &ToolBar::showCase);
        connect(session, &CaseSession::proposalChanged, this, &ToolBar::showRunning);
        connect(session, &CaseSession::offerChanged, this, &ToolBar::showRunning);
        connect(&session->view(), &ViewState::windowChanged, this, &ToolBar::showWindow);
        connect(&session->view(), &ViewState::linkedChanged, this, &ToolBar::showLayout);
    }
    setVisible(bench_.session() != nullptr);
    QStringList windows;
    if (bench_.session()) {
        for (const WindowPreset* preset : presetsFor(bench_.session()->image())) {
            windows.append(Texts::tr(preset->title));
        }
    }
    window_->setChoices(windows);
    showCase();
    showWindow();
    showRunning();
    showLayout();
}

void ToolBar::showCase() {
    if (const CaseSession* session = bench_.session().get()) {
        name_->setText(QString::fromStdString(session->openCase().name()));
        const QString description = QString::fromStdString(session->image().description);
        const QString size = sizeText(session->image().geometry());
        detail_->setText(description.isEmpty() ? size : description);
        detail_->setToolTip(description.isEmpty() ? size
                                                  : description + QStringLiteral("\n") + size);
    }
}

void ToolBar::showLayout() {
    alone_->setChecked(grid_ != nullptr && grid_->layoutShown() != ViewGrid::Layout::All);
    all_->setChecked(grid_ != nullptr && grid_->layoutShown() == ViewGrid::Layout::All);
    linked_->setChecked(bench_.session() && bench_.session()->view().linked());
}

void ToolBar::showWindow() {
    if (!bench_.session()) {
        return;
    }
    const CaseSession& session = *bench_.session();
    const GreyWindow& now = bench_.session()->view().window();
    const auto frame = bench_.session()->view().frame();
    int index = 0;
    const auto offered = presetsFor(session.image());
    for (const WindowPreset* preset : offered) {
        const GreyWindow window = windowOf(*preset, session.image(), frame);
        if (window.width == now.width && window.level == now.level) {
            break;
        }
        ++index;
    }
    const bool byHand = index == static_cast<int>(offered.size());
    window_->setShownText(byHand ? Texts::tr("Set by hand") : QString());
    if (!byHand) {
        window_->setIndex(index);
    }
    invert_->setChecked(now.inverted);
}

void ToolBar::showModels() {
    models_ = bench_.segmenting.models();
    QStringList titles;
    int index = -1;
    const auto chosen = bench_.segmenting.chosen();
    for (const ShelvedModel& model : models_) {
        if (chosen && model == *chosen) {
            index = static_cast<int>(titles.size());
        }
        titles.append(QString::fromStdString(model.title()));
    }
    model_->setChoices(titles);
    model_->setIndex(index);
    model_->setEnabled(!models_.empty());
    showRunning();
}

void ToolBar::showRunning() {
    const CaseSession* const session = bench_.session().get();
    const bool proposal =
        session != nullptr && (session->proposal() != nullptr || session->offer() != nullptr);
    const bool running = bench_.segmenting.isRunning();
    automatic_->setPrimary(!proposal);
    automatic_->setEnabled(!proposal && !running && bench_.segmenting.chosen().has_value());
    automatic_->setToolTip(proposal  ? Texts::tr("Accept or discard the preview first")
                           : running ? Texts::tr("Segmenting now")
                                     : commands_.tooltip(Command::AutoSegment));
}

} // namespace laurel::ui
