// Pictures of the controls, to be compared with the design by eye.
#include "gallery.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/painting.h"

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

#include <cstdio>
#include <memory>

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
                      QRect(5 + 34 * (i % 17), 4 + 32 * (i / 17), 20, 20), theme().text2);
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
    if (widget.layout() &&
        widget.layout()->hasHeightForWidth()) // adjustSize stops at the screen's height
        widget.resize(widget.width(), widget.layout()->totalHeightForWidth(widget.width()));
    QImage image(widget.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(theme().ground);
    widget.render(&image);
    image.save(file);
}

/// The ring lies on the window, so the window must be the active one.
void saveFocus(const QString& file, double ratio) {
    Surface window(Surface::Fill::Panel);
    auto* row = new QHBoxLayout(&window);
    row->setContentsMargins(24, 16, 24, 16);
    auto* button = new Button("Not now");
    row->addWidget(button);
    row->addWidget(new Button("Contribute", ButtonKind::Primary));
    window.show();
    window.activateWindow();
    QApplication::processEvents();
    button->clearFocus();
    button->setFocus(Qt::TabFocusReason);
    save(window, file, ratio);
}

void writeTheme(const QDir& folder, ThemeChoice choice, const QString& name) {
    applyTheme(choice);
    const std::unique_ptr<QMenu> menu(exampleMenu());
    for (const double scale : {1.0, 1.5}) {
        setTextScale(scale);
        const std::unique_ptr<QWidget> controls(controlsPage(menu.get()));
        const std::unique_ptr<QWidget> plots(plotsPage());
        for (const double ratio : {1.0, 1.25, 2.0}) {
            const QString end = QStringLiteral("-%1-x%2-t%3.png").arg(name).arg(ratio).arg(scale);
            save(*controls, folder.filePath("controls" + end), ratio);
            save(*plots, folder.filePath("plots" + end), ratio);
            save(*menu, folder.filePath("menu" + end), ratio);
        }
    }
    setTextScale(1);
    saveFocus(folder.filePath(QStringLiteral("focus-%1.png").arg(name)), 2);
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
