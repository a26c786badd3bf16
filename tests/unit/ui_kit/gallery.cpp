// Pictures of the controls, to be compared with the design by eye.
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/plots.h"

#include <QApplication>
#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>
#include <cstdio>
#include <memory>
#include <random>

using namespace laurel::ui;

namespace {

Label* heading(const QString& text) {
    return new Label(text, TextRole::Section, Label::Tone::Text1, QFont::DemiBold);
}

Label* caption(const QString& text) {
    return new Label(text, TextRole::Caption, Label::Tone::Text3);
}

enum class Shown { Rest, Hover, Pressed, Disabled };

template <class Control>
Control* in(Shown state, Control* control) {
    control->setAttribute(Qt::WA_UnderMouse, state == Shown::Hover);
    control->setDown(state == Shown::Pressed);
    control->setEnabled(state != Shown::Disabled);
    return control;
}

QGridLayout* buttonStates() {
    auto* grid = new QGridLayout;
    grid->setSpacing(10);
    const QStringList names{"rest", "hover", "pressed", "disabled"};
    for (int row = 0; row < names.size(); ++row) {
        const auto state = static_cast<Shown>(row);
        grid->addWidget(caption(names[row]), row, 0);
        grid->addWidget(in(state, new Button("Accept", ButtonKind::Primary)), row, 1);
        grid->addWidget(in(state, new Button("Discard")), row, 2);
        grid->addWidget(in(state, new Button("Later", ButtonKind::Quiet)), row, 3);
        grid->addWidget(in(state, new GlyphButton(Icon::Brush, "Brush", "B")), row, 4);
        grid->addWidget(in(state, new GlyphButton(Icon::LayoutSide, "Layout")), row, 5);
    }
    return grid;
}

QHBoxLayout* line(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    for (QWidget* widget : widgets)
        row->addWidget(widget, 0, Qt::AlignTop);
    row->addStretch(1);
    return row;
}

QWidget* fixed(QWidget* widget, int width) {
    widget->setFixedWidth(width);
    return widget;
}

NumberField* number(double value, bool wrong) {
    auto* field = new NumberField("Size", 0.2, 50, 1, "mm");
    field->setValue(value);
    if (wrong) {
        auto* edit = field->findChild<QLineEdit*>();
        edit->setText("80.0");
        edit->textEdited("80.0");
    }
    return field;
}

template <class Control>
Control* on(Control* control) {
    control->setChecked(true);
    return control;
}

Slider* slider(double value) {
    auto* control = new Slider("Opacity", 0, 1, 0.01);
    control->setValue(value);
    return control;
}

Dropdown* dropdown(const QString& text, const QString& note, std::optional<Icon> glyph) {
    auto* control = new Dropdown("Choice", {text, "Another choice"});
    control->setNote(note);
    control->setGlyph(glyph);
    return control;
}

TaskChip* task() {
    auto* chip = new TaskChip(Icon::Leaf, "Learning · epoch 3 of 5");
    chip->setFraction(0.55);
    chip->setTimeLeft("0:41");
    return chip;
}

Chip* chip(const QString& text, std::optional<StateMark> mark, std::optional<Icon> glyph) {
    auto* control = new Chip(text);
    control->setMark(mark);
    control->setGlyph(glyph);
    return control;
}

SplitButton* split(QMenu* menu) {
    auto* button = new SplitButton(Icon::AutoSegment, "Auto-segment");
    button->setMenu(menu);
    return button;
}

class Marks : public QWidget {
  public:
    Marks() { setFixedSize(5 * 28, 20); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        for (int i = 0; i < 5; ++i)
            paintStateMark(painter, static_cast<StateMark>(i), QRectF(28 * i, 3, 14, 14));
    }
};

class Icons : public QWidget {
  public:
    Icons() { setFixedSize(17 * 34, 6 * 32); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        for (int i = 0; i < iconCount; ++i)
            paintIcon(painter, static_cast<Icon>(i),
                      QRectF(5 + 34 * (i % 17), 4 + 32 * (i / 17), 20, 20), theme().text2);
    }
};

void addToasts(QVBoxLayout* column, QWidget* parent) {
    column->addWidget(new Toast(Toast::Kind::Done, "Interpolated Soleus, slices 21 to 25",
                                "5 slices", "Undo", parent));
    column->addWidget(new Toast(Toast::Kind::Warning, "Tibialis anterior is locked",
                                "Nothing was painted. Unlock it or choose another segment.",
                                "Unlock", parent));
    column->addWidget(
        new Toast(Toast::Kind::Error, "Could not save LEG-0147",
                  "The disk is full: 84 MB needed, 12 MB free. Your case is safe in the journal.",
                  "Save elsewhere", parent));
    column->addWidget(new Toast(
        Toast::Kind::Waiting, "Server not reachable",
        "The contribution waits here and goes out by itself. Next try 10:05.", "Try now", parent));
}

EmptyPlace* emptyPlace() {
    auto* place = new EmptyPlace(Icon::Layers, "No segments yet",
                                 "Let a model propose them, or start with an empty one.");
    auto* first = new Button("Auto-segment", ButtonKind::Primary);
    first->setGlyph(Icon::AutoSegment);
    auto* second = new Button("Add segment");
    second->setGlyph(Icon::Plus);
    place->buttons()->addWidget(first);
    place->buttons()->addWidget(second);
    return place;
}

PanelHeader* header() {
    auto* line = new PanelHeader("Segments", "B");
    line->setNote("6");
    line->setDetail("14 of 512 MB");
    line->addButton(Icon::Plus, "Add");
    line->addButton(Icon::Filter, "Filter");
    line->addButton(Icon::More, "More");
    return line;
}

QListWidget* list() {
    auto* rows = new QListWidget;
    for (int i = 0; i < 30; ++i)
        rows->addItem(QStringLiteral("Row %1").arg(i));
    rows->setCurrentRow(1);
    rows->setFixedSize(200, 90);
    return rows;
}

Button* hinted(int width) {
    auto* button = new Button("Mark reviewed", ButtonKind::Confirm);
    button->setGlyph(Icon::Check);
    button->setHint("Ctrl ⏎");
    if (width > 0)
        button->setFixedWidth(width);
    return button;
}

Button* tall(const QString& text, ButtonKind kind) {
    auto* button = new Button(text, kind);
    button->setTall(true);
    return button;
}

QWidget* controlsPage(QMenu* menu) {
    auto* page = new Surface(Surface::Fill::Panel);
    page->setFixedWidth(700);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    column->addWidget(
        new TabBar({"Cases", "Segment", "Numbers", "Learn", "Models"},
                   {Icon::Cases, Icon::Brush, Icon::Table, Icon::Leaf, Icon::Layers}));
    column->addLayout(buttonStates());
    column->addLayout(line({new Segmented({"Round", "Square"}),
                            fixed(new Segmented({"Outline", "Fill", "Both"}), 178),
                            fixed(number(8, false), 74), fixed(number(8, true), 140)}));
    column->addLayout(line({on(new CheckBox("Pen pressure sets size")), new CheckBox("Off"),
                            on(new Switch("On")), new Switch("Off"), fixed(slider(0.45), 110)}));
    column->addLayout(
        line({dropdown("Auto 2–98 %", {}, Icon::Brightness), dropdown("Leg", "v12", Icon::Layers),
              fixed(dropdown("Everywhere", {}, {}), 124), split(menu)}));
    column->addLayout(line({new SearchField("Find a command", "Ctrl K"),
                            chip("Server ready", {}, Icon::Server), hinted(0), hinted(124)}));
    column->addLayout(
        line({tall("Not now", ButtonKind::Normal), tall("Contribute", ButtonKind::Primary),
              new KeyCap("B"), new KeyCap("Ctrl"), new Marks}));
    column->addLayout(
        line({task(), chip("1 waiting to send", {}, Icon::Upload),
              chip("In work", StateMark::InWork, {}), chip("kept", StateMark::Reviewed, {})}));
    column->addLayout(line({chip("Auto-segment stopped", StateMark::Flagged, Icon::Warning),
                            chip("Saved 09:41", StateMark::Reviewed, Icon::Check),
                            chip("Auto", StateMark::Auto, {}),
                            fixed(new Label("Extensor digitorum longus"), 130)}));
    column->addWidget(header());
    addToasts(column, page);
    column->addWidget(emptyPlace());
    column->addLayout(line({list()}));
    column->addWidget(heading("Icons"));
    column->addWidget(new Icons);
    return page;
}

std::vector<QPointF> lossCurve(double end, double level, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 0.04);
    std::vector<QPointF> points;
    for (double x = 0; x <= end; x += 0.04)
        points.emplace_back(x, level + 0.4 * std::exp(-x / 1.2) + noise(random));
    return points;
}

QWidget* lossPlot() {
    auto* plot = new CurvePlot("Loss");
    plot->setFixedSize(384, 250);
    plot->setAxes({.low = 0, .high = 5, .decimals = 0}, {.decimals = 1});
    plot->setCurves({{.name = "this run",
                      .color = {},
                      .width = 2,
                      .marksEnd = true,
                      .points = lossCurve(3.3, 0.18, 1)},
                     {.name = "2, yesterday",
                      .color = theme().automatic,
                      .faintRaw = false,
                      .points = lossCurve(5, 0.2, 2)}});
    plot->setSmoothing(0.9);
    return plot;
}

QWidget* dicePlot() {
    auto* plot = new CurvePlot("Dice");
    plot->setFixedSize(384, 250);
    plot->setAxes({.low = 0, .high = 5, .decimals = 0}, {.low = 0.8, .high = 0.98, .decimals = 2});
    plot->setCurves(
        {{.name = "this run",
          .color = {},
          .width = 2,
          .dots = true,
          .marksEnd = true,
          .points = {{0, 0.868}, {1, 0.884}, {2, 0.902}, {3, 0.911}}},
         {.name = "1",
          .color = theme().text3,
          .points = {{0, 0.868}, {1, 0.871}, {2, 0.88}, {3, 0.886}, {4, 0.889}, {5, 0.89}}}});
    plot->setLevel(PlotLevel{0.868, "before, 0.868", {}});
    return plot;
}

QWidget* areaPlot() {
    auto* plot = new CurvePlot("Area along the limb");
    plot->setFixedSize(200, 290);
    plot->setAxes({.title = "area, cm²", .low = 0, .high = 20},
                  {.low = 0, .high = 330, .reversed = true});
    std::vector<QPointF> soleus, tibialis;
    for (double z = 0; z < 330; z += 5) {
        soleus.emplace_back(13 * std::exp(-std::pow((z - 100) / 90, 2)) + 1, z);
        tibialis.emplace_back(7 * std::exp(-std::pow((z - 80) / 110, 2)) + 0.5, z);
    }
    plot->setCurves({{.name = "Soleus", .color = QColor(0x7480ED), .width = 2, .points = soleus},
                     {.name = "Tibialis anterior", .color = QColor(0xD19D12), .points = tibialis}});
    plot->setLevel(PlotLevel{91, {}, theme().axial});
    return plot;
}

QWidget* dumbbells(int width, bool abbreviated) {
    auto* plot = new DumbbellPlot("Per muscle");
    const auto name = [&](const char* full, const char* brief) {
        return QString(abbreviated ? brief : full);
    };
    plot->setRows({{QColor(0x7480ED), name("Soleus", "SOL"), 0.889, 0.938},
                   {QColor(0x7DE3F1), name("Gastrocnemius medialis", "GM"), 0.902, 0.951},
                   {QColor(0xF8D552), name("Extensor digitorum longus", "EDL"), 0.781, 0.868},
                   {QColor(0xF6819A), name("Peroneus", "PER"), 0.884, 0.812},
                   {QColor(0xD19D12), name("Tibialis anterior", "TA"), {}, {}}});
    plot->setScale(0.75, 1.0);
    plot->setFixedWidth(width);
    return plot;
}

QWidget* plotsPage(QMenu*) {
    auto* page = new Surface(Surface::Fill::Panel);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->addLayout(line({lossPlot(), dicePlot()}));
    auto* legend = new PlotLegend;
    legend->setEntries({{"this run", theme().laurel, PlotLegend::Sign::Line},
                        {"before", {}, PlotLegend::Sign::Ring},
                        {"now", theme().laurel, PlotLegend::Sign::Dot}});
    column->addWidget(legend);
    column->addLayout(line({dumbbells(430, false), dumbbells(360, true)}));
    auto* empty = new CurvePlot("Loss");
    empty->setFixedSize(200, 160);
    column->addLayout(line({areaPlot(), empty}));
    return page;
}

QMenu* exampleMenu() {
    auto* menu = new QMenu;
    menu->addAction(icon(Icon::Folder), "Open…")->setShortcut(QKeySequence("Ctrl+O"));
    menu->addAction("Save")->setShortcut(QKeySequence("Ctrl+S"));
    menu->addSeparator();
    auto* ticked = menu->addAction("Follow intensity");
    ticked->setCheckable(true);
    ticked->setChecked(true);
    menu->addMenu("Recent")->addAction("LEG-0147");
    menu->addAction("Export")->setEnabled(false);
    return menu;
}

void save(QWidget& widget, const QString& file, double ratio) {
    widget.ensurePolished();
    widget.adjustSize();
    QImage image(widget.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(theme().ground);
    widget.render(&image);
    image.save(file);
}

void writeTheme(const QDir& folder, ThemeChoice choice, const QString& name) {
    applyTheme(choice);
    const std::unique_ptr<QMenu> menu(exampleMenu());
    for (const double scale : {1.0, 1.5}) {
        setTextScale(scale);
        const std::unique_ptr<QWidget> controls(controlsPage(menu.get()));
        const std::unique_ptr<QWidget> plots(plotsPage(menu.get()));
        for (const double ratio : {1.0, 1.25, 2.0}) {
            const QString end = QStringLiteral("-%1-x%2-t%3.png").arg(name).arg(ratio).arg(scale);
            save(*controls, folder.filePath("controls" + end), ratio);
            save(*plots, folder.filePath("plots" + end), ratio);
            save(*menu, folder.filePath("menu" + end), ratio);
        }
    }
    setTextScale(1);
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("Usage: ui_gallery FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    folder.mkpath(".");
    writeTheme(folder, ThemeChoice::Dark, "dark");
    writeTheme(folder, ThemeChoice::Light, "light");
    return 0;
}
