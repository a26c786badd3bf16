#include "history_part.h"
#include "laurel/ui_pages/pages.h"
#include "model_card_part.h"
#include "models_panel.h"
#include "page_test.h"
#include "pieces.h"
#include "samples.h"
#include "server_form.h"

#include <QLineEdit>
#include <QTemporaryDir>

namespace laurel::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

const QString aKey = "lk_0123456789abcdef_" + QString(64, 'c');

QLineEdit* keyField(const QWidget& root) {
    for (QLineEdit* edit : root.findChildren<QLineEdit*>()) {
        if (edit->echoMode() != QLineEdit::Normal) {
            return edit;
        }
    }
    return nullptr;
}

QLineEdit* addressField(const QWidget& root) {
    for (QLineEdit* edit : root.findChildren<QLineEdit*>()) {
        if (edit->echoMode() == QLineEdit::Normal) {
            return edit;
        }
    }
    return nullptr;
}

/// Everything that is shown or told of the widgets, names and tips too.
std::string everyWord(const QWidget& root) {
    QStringList words = shownTexts(root);
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        words << widget->accessibleName() << widget->accessibleDescription() << widget->toolTip();
        if (const auto* edit = qobject_cast<const QLineEdit*>(widget)) {
            words << edit->displayText();
        }
    }
    return words.join('\n').toStdString();
}

TEST(ModelCard, IsReadFromMarkdown) {
    const auto sections =
        parseCard("# leg: muscles\n\nSix muscles,\nslice by `slice`.\n\n"
                  "## What it reaches\n\nDice **here**.\n\n"
                  "| Case | SOL |\n|---|---|\n| T1 | 0.84 |\n| PD | |\n\n"
                  "## Empty\n\n## Where it fails\n\n- Fat\n  infiltration\n- CT\n");
    ASSERT_EQ(sections.size(), 3U) << "the empty one is left out";
    using Kind = CardBlock::Kind;
    EXPECT_EQ(sections[0],
              (CardSection{"", {{Kind::Paragraph, "Six muscles, slice by slice.", {}}}}));
    EXPECT_EQ(sections[1],
              (CardSection{"What it reaches",
                           {{Kind::Paragraph, "Dice here.", {}},
                            {Kind::Table, "", {{"Case", "SOL"}, {"T1", "0.84"}, {"PD", ""}}}}}));
    EXPECT_EQ(sections[2],
              (CardSection{"Where it fails",
                           {{Kind::Bullet, "Fat infiltration", {}}, {Kind::Bullet, "CT", {}}}}));
    EXPECT_TRUE(parseCard("").empty());
    EXPECT_NO_THROW(parseCard("|\n||\n|-|\n- \n##"));
}

ShelvedModel shipped(const std::string& id) {
    ShelvedModel model;
    model.id = model.name = id;
    model.folder = std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages" / id;
    return model;
}

TEST(ModelCard, OfEveryShippedModelSaysWhatItReachesAndWhereItFails) {
    for (const char* id : {"leg", "thigh", "paraspinal", "trunk-ct"}) {
        const ModelCard card = modelCardOf(shipped(id), {});
        ASSERT_GE(card.sections.size(), 3U) << id;
        EXPECT_EQ(card.sections[1].title, "Where it fails") << id;
        EXPECT_EQ(card.sections[2].title, "What it reaches") << id;
        EXPECT_TRUE(std::ranges::any_of(card.sections[2].blocks, [](const CardBlock& block) {
            return block.kind == CardBlock::Kind::Table && block.rows.size() > 2;
        })) << id;
        EXPECT_GE(card.facts.size(), 3U) << id;
    }
}

TEST(ModelCard, OfAVersionLearntHereIsThatOfItsBase) {
    ShelvedModel learnt = shipped("leg");
    learnt.origin = ModelOrigin::Local;
    learnt.local = 1;
    learnt.folder = "/nowhere";
    const ModelCard card = modelCardOf(learnt, {shipped("thigh"), shipped("leg")});
    EXPECT_TRUE(card.note.contains("taught from")) << card.note.toStdString();
    EXPECT_EQ(card.sections, modelCardOf(shipped("leg"), {}).sections);
    EXPECT_TRUE(modelCardOf(learnt, {}).sections.empty());
}

TEST(ModelCardPart, ShowsTextAndTables) {
    ModelCardPart part;
    part.present(modelCardOf(shipped("leg"), {}));
    EXPECT_THAT(allText(part), HasSubstr("Manual masks, T1, right"));
    EXPECT_THAT(allText(part), HasSubstr("Where it fails"));
    EXPECT_THAT(allText(part), HasSubstr("MR, 1.5 × 1.5 mm"));
    takePictures(part, "model-card", {{760, 1600}});
}

TEST(ModelsPanel, ShowsWhatIsInUseAndWhatIsNewer) {
    ModelsPanel panel;
    panel.present(someModels());
    EXPECT_FALSE(shownButton(panel, "Use for segmenting")->isEnabled());
    EXPECT_THAT(allText(panel), HasSubstr("Extensor digitorum longus"));
    int newer = -1;
    QObject::connect(&panel, &ModelsPanel::newerWanted, [&](int row) { newer = row; });
    press(panel, "Look for newer");
    EXPECT_EQ(newer, 0);
    expectNamed(panel);
    takePictures(panel, "models", wholeWindow);
}

TEST(ModelsPanel, ChoosesAnotherModelForSegmenting) {
    ModelsPanel panel;
    panel.present(someModels());
    for (QAbstractButton* row : panel.findChildren<QAbstractButton*>()) {
        if (row->accessibleName().startsWith("Leg v12, local 1")) {
            row->click();
        }
    }
    EXPECT_EQ(shownButton(panel, "Look for newer"), nullptr) << "no server can have one";
    int chosen = -1;
    QObject::connect(&panel, &ModelsPanel::chosen, [&](int row) { chosen = row; });
    press(panel, "Use for segmenting");
    EXPECT_EQ(chosen, 1);
}

TEST(ModelsPanel, FetchesWhatAServerOffersOneAtATime) {
    ModelsPanel panel;
    panel.present(someModels());
    const auto buttons = panel.findChildren<GlyphButton*>("fetch");
    ASSERT_EQ(buttons.size(), 2) << "what is here is not offered again";
    QString pulled;
    QObject::connect(&panel, &ModelsPanel::pullWanted,
                     [&](const QString& server, const QString& model) {
                         pulled = server + '/' + model;
                         panel.setFetching(true);
                     });
    buttons[1]->click();
    EXPECT_EQ(pulled, "4f9a/abdomen");
    EXPECT_FALSE(buttons[0]->isEnabled());
    EXPECT_EQ(buttons[0]->toolTip(), "A model is being fetched");
    panel.setFetching(false);
    EXPECT_TRUE(buttons[0]->isEnabled());
}

TEST(ModelsPanel, SaysWhatToDoWhileThereIsNothing) {
    ModelsPanel panel;
    panel.present({});
    EXPECT_EQ(shownButton(panel, "Use for segmenting"), nullptr);
    EXPECT_THAT(allText(panel), HasSubstr("Not needed for work on this computer."));
    takePictures(panel, "models-empty", wholeWindow);
}

TEST(ServerForm, AsksFirstAndPinsWhatAPersonCompared) {
    ModelsPanel panel;
    panel.present({});
    ServerForm& form = panel.form();
    EXPECT_FALSE(shownButton(form, "Look up server")->isEnabled());
    addressField(form)->setText("laurel.example.org");
    keyField(form)->setText(aKey);
    QString asked, added, key;
    QObject::connect(&form, &ServerForm::askWanted,
                     [&](const QString& address, bool) { asked = address; });
    QObject::connect(&form, &ServerForm::addWanted,
                     [&](const QString& address, bool, const QString& given) {
                         added = address;
                         key = given;
                     });
    press(form, "Look up server");
    EXPECT_EQ(asked, "https://laurel.example.org");
    EXPECT_EQ(shownButton(form, "It matches, add"), nullptr);
    form.showFound(asked, "st-anna", "4f9a:27c1:88d0:1b6e:52aa:9c03:77fe:0be2");
    EXPECT_THAT(allText(form), HasSubstr("4F9A 27C1 88D0 1B6E 52AA 9C03 77FE 0BE2"));
    EXPECT_EQ(added, "") << "nothing is kept before a person says so";
    takePictures(panel, "models-found", wholeWindow);
    press(form, "It matches, add");
    EXPECT_EQ(added, asked);
    EXPECT_EQ(key, aKey);
    EXPECT_THAT(everyWord(panel), Not(HasSubstr("cccc")));
    form.showAdded();
    EXPECT_EQ(keyField(form)->text(), "") << "it is never shown again";
}

TEST(ServerForm, NeverShowsAKeyEvenAWrongOne) {
    ServerForm form;
    addressField(form)->setText("laurel.example.org");
    keyField(form)->setText("lk_short_secret");
    EXPECT_FALSE(shownButton(form, "Look up server")->isEnabled());
    EXPECT_THAT(everyWord(form), HasSubstr("This is not a whole key."));
    EXPECT_THAT(everyWord(form), Not(HasSubstr("secret")));
}

TEST(ServerForm, PlainHttpIsAskedForOnlyWhereItIsNeeded) {
    ServerForm form;
    addressField(form)->setText("laurel.example.org");
    EXPECT_EQ(shownButton(form, "Allow plain HTTP"), nullptr);
    addressField(form)->setText("http://127.0.0.1:8750");
    EXPECT_EQ(shownButton(form, "Allow plain HTTP"), nullptr);
    EXPECT_TRUE(shownButton(form, "Look up server")->isEnabled());
    addressField(form)->setText("http://laurel.example.org");
    EXPECT_FALSE(shownButton(form, "Look up server")->isEnabled());
    press(form, "Allow plain HTTP");
    bool insecure = false;
    QObject::connect(&form, &ServerForm::askWanted,
                     [&](const QString&, bool allowed) { insecure = allowed; });
    press(form, "Look up server");
    EXPECT_TRUE(insecure);
    form.showFailure();
    addressField(form)->setText("laurel.example.org");
    addressField(form)->setText("http://other.example.org");
    EXPECT_FALSE(shownButton(form, "Look up server")->isEnabled())
        << "what was allowed for one address is not for another";
}

TEST(HistoryPart, ACurveIsDrawnOnceTwoVersionsAreScored) {
    HistoryPart part;
    part.show();
    const auto* plot = part.findChild<CurvePlot*>();
    HistoryFacts facts;
    facts.versions = {{.number = 1}, {.number = 2}};
    Curve curve{.name = "mean"};
    curve.points = {{1, 0.8}, {2, std::nan("")}};
    facts.curves = {curve};
    part.present(facts);
    EXPECT_FALSE(plot->isVisible()) << "one point is no curve";
    facts.curves.front().points.back().setY(0.82);
    part.present(facts);
    EXPECT_TRUE(plot->isVisible());
    EXPECT_EQ(plot->shown().left(), 1);
    EXPECT_EQ(plot->shown().right(), 2) << "no version beyond those that are there";
}

TEST(ServerForm, AnAnswerThatCameTooLateChangesNothing) {
    ServerForm form;
    form.showFound("https://old.example.org", "old", "4f9a");
    EXPECT_EQ(shownButton(form, "It matches, add"), nullptr);
}

TEST(ModelsPage, ShowsTroubleWithAServerInOneLine) {
    const QTemporaryDir home;
    WorkbenchSettings settings;
    settings.home = home.path().toStdString();
    settings.cases = settings.home / "cases";
    settings.outboxSeconds = 0;
    Workbench bench(settings);
    ModelsPage page(bench);
    Q_EMIT bench.server.failed("Of another page", "Not ours.");
    auto* message = page.findChild<MessageLine*>();
    EXPECT_EQ(message->text(), "");
    const ServerForm* form = page.findChild<ServerForm*>();
    addressField(*form)->setText("http://127.0.0.1:1");
    press(*form, "Look up server");
    Q_EMIT bench.server.failed("No server answers at http://127.0.0.1:1", "Connection refused.");
    EXPECT_EQ(message->text(), "No server answers at http://127.0.0.1:1 Connection refused.");
    EXPECT_TRUE(shownButton(*form, "Look up server")->isEnabled()) << "what was typed stays";
    takePictures(page, "models-trouble", wholeWindow);
}

} // namespace
} // namespace laurel::ui
