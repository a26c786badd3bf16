#include "cases_panel.h"
#include "page_test.h"
#include "samples.h"

#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>

namespace laurel::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

QStringList namesIn(const CasesPanel& panel) {
    QStringList names;
    for (const CaseTile* tile : panel.findChild<CaseGrid*>()->tiles()) {
        names << tile->facts().name;
    }
    return names;
}

QAbstractButton* rowNamed(const CasesPanel& panel, const QString& beginning) {
    for (QAbstractButton* row : panel.findChildren<QAbstractButton*>()) {
        if (row->accessibleName().startsWith(beginning)) {
            return row;
        }
    }
    return nullptr;
}

class CasesList : public ::testing::Test {
  protected:
    CasesList() {
        panel.present(someCases());
        panel.resize(1280, 734);
        panel.show();
        QApplication::processEvents();
    }
    CasesPanel panel;
};

TEST_F(CasesList, ACaseIsOpenedByItsCard) {
    QString wanted;
    QObject::connect(&panel, &CasesPanel::caseWanted,
                     [&](const QString& folder) { wanted = folder; });
    QAbstractButton* card = rowNamed(panel, "LEG-0144");
    ASSERT_NE(card, nullptr);
    EXPECT_THAT(card->accessibleName().toStdString(), HasSubstr("12 of 96 slices reviewed"));
    card->click();
    EXPECT_EQ(wanted, "/cases/LEG-0144");
    expectNamed(panel);
    takePictures(panel, "cases", wholeWindow);
}

TEST_F(CasesList, WhatIsLookedAtIsToldInDetail) {
    auto* details = panel.findChild<CaseDetails*>();
    const std::vector<CaseTile*>& tiles = panel.findChild<CaseGrid*>()->tiles();
    ASSERT_GT(tiles.size(), 2U);
    EXPECT_EQ(details->folder(), tiles.front()->facts().folder) << "the newest, to begin with";
    tiles[1]->setFocus(Qt::TabFocusReason);
    QApplication::processEvents();
    EXPECT_EQ(details->folder(), tiles[1]->facts().folder);
    EXPECT_THAT(allText(*details), HasSubstr(tiles[1]->facts().name.toStdString()));
    QEnterEvent over(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QApplication::sendEvent(tiles[2], &over);
    EXPECT_EQ(details->folder(), tiles[2]->facts().folder);
    QString opened;
    QString shown;
    QObject::connect(&panel, &CasesPanel::caseWanted,
                     [&](const QString& folder) { opened = folder; });
    QObject::connect(&panel, &CasesPanel::filesWanted,
                     [&](const QString& folder) { shown = folder; });
    for (QAbstractButton* act : details->findChildren<QAbstractButton*>()) {
        act->click();
    }
    EXPECT_EQ(opened, tiles[2]->facts().folder);
    EXPECT_EQ(shown, tiles[2]->facts().folder);
    panel.resize(800, 734);
    QApplication::processEvents();
    EXPECT_FALSE(details->isVisible()) << "the cards need the room";
}

TEST_F(CasesList, WordsFindNamesSeriesAndMuscles) {
    auto* edit = panel.findChild<QLineEdit*>();
    const auto find = [&](const QString& words) {
        edit->setText(words);
        Q_EMIT edit->textEdited(words);
        return namesIn(panel);
    };
    EXPECT_EQ(find("0143"), QStringList{"LEG-0143"});
    EXPECT_EQ(find("VASTUS"), QStringList{"LEG-0145"});
    EXPECT_EQ(find("contrast leg"), QStringList{"LEG-0142"});
    EXPECT_THAT(allText(panel), HasSubstr("1 case"));
    EXPECT_EQ(find("nowhere").size(), 0);
    EXPECT_THAT(allText(panel), HasSubstr("No case is like that."));
    EXPECT_EQ(find("").size(), 11);
    EXPECT_THAT(allText(panel), Not(HasSubstr("No case is like that.")));
}

TEST_F(CasesList, AStateKeepsItsCases) {
    QAbstractButton* flagged = rowNamed(panel, "Flagged");
    ASSERT_NE(flagged, nullptr);
    EXPECT_EQ(flagged->accessibleName(), "Flagged, 2");
    flagged->click();
    EXPECT_EQ(namesIn(panel), (QStringList{"LEG-0143", "LEG-0147"}));
    EXPECT_TRUE(flagged->isChecked());
    rowNamed(panel, "Recent cases")->click();
    EXPECT_EQ(namesIn(panel).size(), 11);
    EXPECT_FALSE(flagged->isChecked());
}

TEST_F(CasesList, TheOrderIsChosen) {
    auto* order = panel.findChild<Dropdown*>("cases.order");
    EXPECT_EQ(namesIn(panel).front(), "LEG-0140");
    Q_EMIT order->chosen(2);
    EXPECT_EQ(namesIn(panel).mid(0, 2), (QStringList{"LEG-0140", "LEG-0142"}))
        << "none of 96, then 6";
    EXPECT_THAT((QStringList{"LEG-0141", "LEG-0145", "LEG-0149"}),
                testing::Contains(namesIn(panel).back()))
        << "all of 96";
}

TEST_F(CasesList, CasesOfAFolderStandTogether) {
    auto* order = panel.findChild<Dropdown*>("cases.order");
    order->setIndex(3);
    Q_EMIT order->chosen(3);
    EXPECT_EQ(namesIn(panel),
              (QStringList{"LEG-0140", "LEG-0143", "LEG-0146", "LEG-0149", "LEG-0141", "LEG-0144",
                           "LEG-0147", "LEG-0150", "LEG-0142", "LEG-0145", "LEG-0148"}));
    EXPECT_THAT(allText(panel), HasSubstr("Leg MR 0 · 4 cases"));
    EXPECT_THAT(allText(panel), HasSubstr("Leg MR 2 · 3 cases"));
    const auto* grid = panel.findChild<CaseGrid*>();
    QApplication::processEvents();
    EXPECT_GT(grid->tiles()[4]->y(), grid->tiles()[3]->y()) << "a line of its own";
    EXPECT_EQ(grid->tiles()[4]->x(), 0);
    grid->tiles()[2]->setFocus();
    for (const auto& [key, place] : {std::pair(Qt::Key_Down, 6U),
                                     {Qt::Key_Down, 10U},
                                     {Qt::Key_Up, 6U},
                                     {Qt::Key_Home, 0U},
                                     {Qt::Key_Up, 0U}}) {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(QApplication::focusWidget(), &event);
        EXPECT_TRUE(grid->tiles()[place]->hasFocus()) << place;
    }
    takePictures(panel, "cases-by-folder", wholeWindow);
    Q_EMIT order->chosen(0);
    EXPECT_THAT(allText(panel), Not(HasSubstr("Leg MR 0 · 4 cases")));
}

TEST_F(CasesList, ImagesOfOneKindAreKept) {
    auto* images = panel.findChild<Dropdown*>("cases.modality");
    EXPECT_EQ(images->choices(), (QStringList{"All images", "CT", "MR", "Others"}));
    images->setIndex(1);
    Q_EMIT images->chosen(1);
    EXPECT_EQ(namesIn(panel), (QStringList{"LEG-0141", "LEG-0145", "LEG-0149"}));
    CasesFacts facts = someCases();
    std::erase_if(facts.cases, [](const CaseFacts& one) { return one.modality == "MR"; });
    panel.present(facts);
    EXPECT_EQ(images->index(), 1) << "what was chosen stays";
    EXPECT_EQ(namesIn(panel), (QStringList{"LEG-0141", "LEG-0145", "LEG-0149"}));
    Q_EMIT images->chosen(2);
    EXPECT_EQ(namesIn(panel), (QStringList{"LEG-0143", "LEG-0147"})) << "where it is not known";
    std::erase_if(facts.cases, [](const CaseFacts& one) { return one.modality.isEmpty(); });
    panel.present(facts);
    EXPECT_FALSE(images->isVisible()) << "nothing to choose";
    EXPECT_EQ(namesIn(panel).size(), 3) << "and none of those that are left is hidden";
}

TEST_F(CasesList, ArrowsGoFromCardToCard) {
    const auto* grid = panel.findChild<CaseGrid*>();
    ASSERT_EQ(grid->columns(), 4);
    grid->tiles()[1]->setFocus();
    const auto press = [](int key) {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(QApplication::focusWidget(), &event);
    };
    press(Qt::Key_Down);
    EXPECT_TRUE(grid->tiles()[5]->hasFocus());
    press(Qt::Key_Left);
    EXPECT_TRUE(grid->tiles()[4]->hasFocus());
    press(Qt::Key_End);
    EXPECT_TRUE(grid->tiles()[10]->hasFocus());
    press(Qt::Key_Down);
    EXPECT_TRUE(grid->tiles()[10]->hasFocus()) << "there is no line beneath";
}

TEST_F(CasesList, FoldersAreOpenedAndForgotten) {
    QString opened;
    QString forgotten;
    QObject::connect(&panel, &CasesPanel::folderChosen,
                     [&](const QString& path) { opened = path; });
    QObject::connect(&panel, &CasesPanel::folderForgotten,
                     [&](const QString& path) { forgotten = path; });
    rowNamed(panel, "Thigh MR")->click();
    EXPECT_EQ(opened, "/data/Thigh MR");
    rowNamed(panel, "Forget Leg MR")->click();
    EXPECT_EQ(forgotten, "/data/Leg MR");
}

TEST_F(CasesList, WithFoldersAloneItSaysWhatMakesACase) {
    panel.present({{}, {"/data/Leg MR"}});
    EXPECT_THAT(allText(panel), HasSubstr("No case yet."));
    EXPECT_THAT(allText(panel), HasSubstr("0 cases"));
}

TEST_F(CasesList, ACardShowsThePictureOfItsCase) {
    QImage picture(144, 144, QImage::Format_RGB888);
    picture.fill(QColor(200, 100, 0));
    panel.setPictures({{"/cases/LEG-0141", picture}});
    auto* card = static_cast<CaseTile*>(rowNamed(panel, "LEG-0141"));
    const QImage shown = card->grab().toImage();
    EXPECT_EQ(shown.pixelColor(shown.width() / 2, 40), QColor(200, 100, 0));
    const QImage other = rowNamed(panel, "LEG-0142")->grab().toImage();
    EXPECT_EQ(other.pixelColor(20, 40), theme().well);
}

} // namespace
} // namespace laurel::ui
