#include "consent_sheet.h"
#include "page_test.h"
#include "samples.h"
#include "words.h"

#include <QKeyEvent>

namespace laurel::ui {
namespace {

using testing::HasSubstr;

TEST(ConsentSheet, OpensOnTheChoiceThatChangesNothing) {
    ConsentSheet sheet;
    sheet.open(someConsent());
    ASSERT_NE(sheet.focusWidget(), nullptr);
    EXPECT_EQ(static_cast<QAbstractButton*>(sheet.focusWidget())->text(), "Not now");
}

TEST(ConsentSheet, EscMeansNo) {
    ConsentSheet sheet;
    sheet.open(someConsent());
    int declined = 0;
    int given = 0;
    QObject::connect(&sheet, &ConsentSheet::declined, [&] { ++declined; });
    QObject::connect(&sheet, &ConsentSheet::contributeWanted, [&] { ++given; });
    QKeyEvent escape(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(sheet.focusWidget(), &escape);
    EXPECT_EQ(declined, 1);
    press(sheet, "Not now");
    EXPECT_EQ(declined, 2);
    EXPECT_EQ(given, 0);
    press(sheet, "Contribute");
    EXPECT_EQ(given, 1);
}

TEST(ConsentSheet, ShowsTheFactsAsTheyAre) {
    const ConsentFacts facts = someConsent();
    ConsentSheet sheet;
    sheet.open(facts);
    QString text = shownTexts(sheet).join('\n');
    const std::string shown = text.toStdString();
    EXPECT_THAT(shown, HasSubstr(facts.server.name));
    EXPECT_THAT(shown, HasSubstr("111 MB of numbers"));
    EXPECT_THAT(shown, HasSubstr("leg v12, 21 slices"));
    EXPECT_THAT(shown, HasSubstr("111 149 056"));
    EXPECT_THAT(shown, HasSubstr("0.9234"));
    EXPECT_THAT(shown, HasSubstr("laurel 1.0.0"));
    EXPECT_THAT(text.remove('\n').toStdString(), HasSubstr(facts.sha256)) << "whole, over lines";
    QString key = QString::fromStdString(fingerprint(facts.server.publicKey)).toUpper();
    EXPECT_THAT(shown, HasSubstr(key.replace(':', ' ').toStdString()));
    takePictures(sheet, "consent", {{420, 734}, {340, 734}});
}

TEST(ConsentSheet, LeavesOutWhatIsNotSent) {
    ConsentFacts facts = someConsent();
    facts.dice.reset();
    facts.withheld = {"head.weight", "head.bias"};
    ConsentSheet sheet;
    sheet.open(someConsent());
    sheet.open(facts);
    QApplication::processEvents(); // what is new in a shown sheet is shown from the next turn on
    EXPECT_EQ(allText(sheet).find("One Dice value"), std::string::npos);
    EXPECT_EQ(allText(sheet).find("0.9234"), std::string::npos);
    EXPECT_THAT(allText(*sheet.findChild<QWidget*>("stays")), HasSubstr("2 private tensors"));
    for (const auto& [name, value] : sentFields(facts)) {
        EXPECT_NE(name, "dice");
    }
}

TEST(ConsentSheet, TellsWhatTheNoiseGives) {
    ConsentFacts facts = someConsent();
    ConsentSheet sheet;
    sheet.open(facts);
    EXPECT_EQ(allText(sheet).find("noise"), std::string::npos);
    facts.privacy = PrivacyRecord{4.38, 1e-5, 0.5, 2};
    sheet.open(facts);
    QApplication::processEvents();
    EXPECT_THAT(allText(*sheet.findChild<QWidget*>("leaves")), HasSubstr("ε 4.38 at δ 1e-05"));
    takePictures(sheet, "consent-noise", {{420, 734}, {340, 734}});
}

TEST(ConsentSheet, HidesAndShowsTheFields) {
    ConsentSheet sheet;
    sheet.open(someConsent());
    EXPECT_THAT(allText(sheet), HasSubstr("base_version"));
    press(sheet, "Exactly what is sent");
    EXPECT_EQ(allText(sheet).find("base_version"), std::string::npos);
    expectNamed(sheet);
}

} // namespace
} // namespace laurel::ui
