#include "ui/desk.h"

#include "laurel/dicom/series_writer.h"
#include "laurel/session/words.h"
#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTranslator>

#include <memory>

/// A language in which every text stands in brackets: what has none never went through the
/// translator, and would stay English for everybody.
namespace laurel {

namespace {

class Brackets : public QTranslator {
  public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override {
        const bool qts = QByteArray(context).startsWith('Q'); // Qt's own have their translations
        return qts ? QString()
                   : QStringLiteral("⟦") + QString::fromUtf8(source) + QStringLiteral("⟧");
    }
};

/// What is data in any language: names, units, keys, numbers.
QString withoutData(Desk& desk, QString text) {
    static const QRegularExpression keys(QStringLiteral(
        "\\b(Ctrl|Shift|Alt|Del|Home|End|PgUp|PgDown|Return|Enter|Esc|Ins|Space|Left|Right|Up|"
        "Down|F\\d+)\\b"));
    // Longer ones first: a folder before what it lies in.
    QStringList data{QStringLiteral("https://laurel.example.org"),
                     // What readers say of a file, as errors do, stays English.
                     QStringLiteral("Resampled, 1 of 6 slices would be interpolated between "
                                    "acquired ones (counted from 0): 2"),
                     QString::fromStdString(desk.bench().settings().cases.string())};
    for (const ShelvedModel& model : desk.bench().segmenting.models()) {
        data << QString::fromStdString(model.folder.string())
             << QString::fromStdString(model.title());
        for (const std::string& label : model.labels) {
            data << QString::fromStdString(label);
        }
    }
    if (desk.bench().session()) {
        data << QString::fromStdString(desk.session().openCase().name());
        if (const EditStep* offer = desk.session().offer()) { // as the journal keeps it
            data << QString::fromStdString(offer->label.action)
                 << QString::fromStdString(offer->label.detail);
        }
        for (const Segment& segment : desk.segmentation().labels.segments()) {
            data << QString::fromStdString(segment.name);
        }
    }
    data << QString::fromStdString(desk.folder().string());
    for (const QString& one : data) {
        text.remove(one);
    }
    return text.remove(keys);
}

/// Words that stand outside of all brackets.
QString bare(const QString& text) {
    int depth = 0;
    QString outside;
    for (const QChar sign : text) {
        depth += sign == QChar(u'⟦') ? 1 : 0;
        outside += depth == 0 ? sign : QChar(u' ');
        depth -= sign == QChar(u'⟧') ? 1 : 0;
    }
    static const QRegularExpression word(QStringLiteral("[A-Za-z]{4,}"));
    return word.match(outside).hasMatch() ? outside.simplified() : QString();
}

QStringList textsOf(const QWidget& widget) {
    if (widget.objectName() == QStringLiteral("card.quoted")) { // in the package's own language
        return {};
    }
    QStringList texts{widget.accessibleName(), widget.toolTip()};
    if (const auto* choice = qobject_cast<const ui::Dropdown*>(&widget)) {
        texts << choice->choices();
    }
    if (const auto* menus = qobject_cast<const QMenuBar*>(&widget)) {
        for (const QAction* menu : menus->actions()) {
            texts << menu->text();
        }
    }
    if (widget.objectName() == QStringLiteral("segments.list")) {
        const auto& model = *static_cast<const QListView&>(widget).model();
        for (int row = 0; row < model.rowCount(); ++row) {
            texts << model.index(row, 0).data(Qt::AccessibleTextRole).toString();
        }
    }
    if (const auto* label = qobject_cast<const ui::Label*>(&widget)) {
        texts << label->text();
    }
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
        texts << button->text();
    }
    if (const auto* row = qobject_cast<const ui::ChoiceRow*>(&widget)) {
        texts << row->choices();
    }
    if (const auto* line = qobject_cast<const QLineEdit*>(&widget)) {
        texts << line->placeholderText();
    }
    return texts;
}

class Language : public ::testing::Test {
  protected:
    void SetUp() override {
        QApplication::installTranslator(&brackets_);
        desk_ = std::make_unique<Desk>();
    }
    void TearDown() override {
        desk_.reset();
        QApplication::removeTranslator(&brackets_);
    }
    void expectTranslated(const QString& place, int atLeast = 10) {
        const auto* root = desk_->find<QWidget>(place);
        ASSERT_NE(root, nullptr) << place.toStdString();
        ASSERT_TRUE(root->isVisible()) << place.toStdString();
        int texts = 0;
        for (const QWidget* widget : root->findChildren<QWidget*>()) {
            for (const QString& text : textsOf(*widget)) {
                texts += text.isEmpty() ? 0 : 1;
                const QString left = bare(withoutData(*desk_, text));
                EXPECT_TRUE(left.isEmpty())
                    << place.toStdString() << ", " << widget->metaObject()->className() << ": "
                    << text.toStdString();
            }
        }
        EXPECT_GE(texts, atLeast) << place.toStdString() << " shows something";
    }

    Brackets brackets_;
    std::unique_ptr<Desk> desk_;
};

} // namespace

TEST_F(Language, EveryTextOfTheFirstPlacesCanBeTranslated) {
    expectTranslated(QStringLiteral("place.cases"));
    desk_->press(QStringLiteral("Ctrl+5"));
    desk_->settle(100);
    expectTranslated(QStringLiteral("place.models"));
    desk_->press(QStringLiteral("Ctrl+,"));
    expectTranslated(QStringLiteral("place.preferences"));
    desk_->screenshot("language-preferences-1280x800-dark");
}

TEST_F(Language, EveryTextBesideACaseCanBeTranslated) {
    desk_->openLeg();
    desk_->paintTruth();
    desk_->press(QStringLiteral("Ctrl+3"));
    desk_->settle(500);
    expectTranslated(QStringLiteral("place.numbers"));
    desk_->screenshot("language-numbers-1280x800-dark");
    desk_->press(QStringLiteral("Ctrl+4"));
    desk_->settle(200);
    expectTranslated(QStringLiteral("place.learn"));
    desk_->press(QStringLiteral("F1"));
    desk_->settle(50);
    expectTranslated(QStringLiteral("pane.keys"));
}

TEST_F(Language, EveryTextOfEveryToolCanBeTranslated) {
    desk_->openLeg();
    desk_->paintTruth();
    desk_->session().view().setActiveSegment(0);
    desk_->view().setFocus();
    for (const char* key : {"V", "I", "B", "E", "F",       "L",       "T",       "R", "G", "M", "K",
                            "U", "J", "D", "P", "Shift+P", "Shift+D", "Shift+A", "C", "S", "C"}) {
        desk_->press(QString::fromUtf8(key));
        desk_->settle(50);
        SCOPED_TRACE(key);
        expectTranslated(QStringLiteral("pane.options"), 2);
    }
    for (const char* pane : {"pane.tools", "pane.segments", "pane.history"}) {
        expectTranslated(QString::fromUtf8(pane), 3);
    }
    desk_->screenshot("language-segment-1280x800-dark");
}

TEST_F(Language, EveryTextOfBarsAndMessagesCanBeTranslated) {
    desk_->openLeg();
    desk_->paintTruth();
    desk_->session().view().setActiveSegment(0);
    desk_->session().openCase().markSlices({0, 1}, SliceState::Reviewed);
    desk_->session().openCase().markSlices({2}, SliceState::Flagged);
    SegmentLook look = desk_->segmentation().looks[1];
    look.visible = false;
    look.locked = true;
    desk_->session().openCase().setLook(1, look);
    desk_->settle(400);
    for (const char* pane : {"pane.top", "pane.toolbar", "pane.status", "pane.slices",
                             "pane.properties", "pane.segments", "pane.view.2", "pane.plot"}) {
        expectTranslated(QString::fromUtf8(pane), 2);
    }
    // Messages: what was done, what was refused, the version.
    desk_->view().setFocus();
    desk_->press(QStringLiteral("Ctrl+Shift+N"));
    desk_->press(QStringLiteral("Shift+F1"));
    desk_->session().view().setActiveSegment(1);
    desk_->press(QStringLiteral("Del"));
    desk_->settle(50);
    int shown = 0;
    for (const QWidget* toast : desk_->window().findChildren<QWidget*>()) {
        if (toast->inherits("laurel::ui::Toast") && toast->isVisible()) {
            ++shown;
            EXPECT_EQ(bare(withoutData(*desk_, toast->accessibleName())), QString());
        }
    }
    EXPECT_GE(shown, 2);
    // The bars of previews.
    desk_->session().setProposal(
        {desk_->segmentation().labels, 0, 5, {"leg", 12, std::string(64, 'a')}, "⟦a model⟧", 1});
    desk_->settle(100);
    expectTranslated(QStringLiteral("preview.bar"), 4);
    expectTranslated(QStringLiteral("pane.preview"), 4);
    desk_->press(QStringLiteral("Esc"));
    desk_->session().view().setActiveSegment(0);
    desk_->view().setFocus();
    desk_->press(QStringLiteral("G"));
    ASSERT_TRUE(desk_->waitFor([&] { return desk_->session().offer() != nullptr; }));
    desk_->settle(50);
    expectTranslated(QStringLiteral("offer.bar"), 2);
    desk_->screenshot("language-bars-1280x800-dark");
}

TEST_F(Language, EveryTextOfTheListOfImagesCanBeTranslated) {
    const SyntheticCase& leg = desk_->makeLeg();
    const std::filesystem::path folder = desk_->folder() / "images";
    std::filesystem::create_directories(folder);
    for (std::uint64_t number = 1; number <= 3; ++number) {
        writeSeries(folder / std::to_string(number), leg.image, {number, "T1", "LEG"}, {});
    }
    std::filesystem::remove(folder / "2" / "slice_0003.dcm");
    desk_->window().openPath(QString::fromStdString(folder.string()));
    auto* page = desk_->find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk_->waitFor([&] { return page->isVisible(); }));
    desk_->settle(200);
    expectTranslated(QStringLiteral("place.series"), 6);
    desk_->screenshot("language-series-1280x800-dark");
}

/// "(s)" is English's plural; a language of its own has its own forms.
TEST(Numbers, StandWithTheirPlural) {
    EXPECT_EQ(numbered(QStringLiteral("1 slice(s)"), 1), QStringLiteral("1 slice"));
    EXPECT_EQ(numbered(QStringLiteral("0 slice(s)"), 0), QStringLiteral("0 slices"));
    EXPECT_EQ(numbered(QStringLiteral("4 slice(s)"), 4), QStringLiteral("4 slices"));
    EXPECT_EQ(numbered(QStringLiteral("4 Schichten"), 4), QStringLiteral("4 Schichten"));
}

/// Menus, tooltips, the command finder and the sheet come from one table.
TEST_F(Language, EveryCommandCanBeTranslated) {
    int commands = 0;
    for (const QAction* action : desk_->window().actions()) {
        if (action->objectName().startsWith(QStringLiteral("command."))) {
            ++commands;
            EXPECT_EQ(bare(action->text()), QString()) << action->text().toStdString();
        }
    }
    EXPECT_GT(commands, 80);
}

} // namespace laurel
