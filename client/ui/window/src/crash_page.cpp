#include "crash_page.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>

namespace laurel::ui {

CrashPage::CrashPage(QWidget* parent)
    : Surface(Surface::Fill::Ground, {}, parent), file_(new Label({})), text_(new QPlainTextEdit) {
    setObjectName(QStringLiteral("place.crash"));
    setAccessibleName(tr("Report of a crash"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::xl);
    column->setSpacing(space::s);
    column->addWidget(new Label(tr("Laurel ended unexpectedly"), TextRole::Page, Label::Tone::Text1,
                                QFont::DemiBold));
    auto* about = new Label(tr("Your cases are safe: every act is in its case's journal. This "
                               "report tells where in the program it happened. It holds no image, "
                               "no name and no file of yours, and it leaves this computer only if "
                               "you send it."),
                            TextRole::Body, Label::Tone::Text2);
    about->setWraps(true);
    column->addWidget(about);
    column->addWidget(file_);
    text_->setReadOnly(true);
    text_->setFont(codeFont());
    text_->setAccessibleName(tr("The report"));
    text_->setToolTip(tr("All of the report, as it lies on this computer"));
    text_->setObjectName(QStringLiteral("crash.text"));
    column->addWidget(text_, 1);
    auto* foot = new QHBoxLayout;
    auto* copy = new Button(tr("Copy"));
    copy->setToolTip(tr("Copies the report, to be pasted into a message"));
    auto* drop = new Button(tr("Delete the report"));
    drop->setToolTip(tr("Removes the file"));
    auto* done = new Button(tr("Done"), ButtonKind::Primary);
    done->setObjectName(QStringLiteral("crash.done"));
    done->setHint(tr("Esc"));
    done->setToolTip(tr("Back to where you were (Esc)"));
    foot->addWidget(copy);
    foot->addWidget(drop);
    foot->addStretch(1);
    foot->addWidget(done);
    column->addLayout(foot);
    connect(copy, &Button::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text_->toPlainText()); });
    connect(drop, &Button::clicked, this, &CrashPage::remove);
    connect(done, &Button::clicked, this, &CrashPage::done);
}

void CrashPage::present(const CrashReport& report) {
    report_ = report;
    file_->setText(QString::fromStdString(report.file.string()));
    text_->setPlainText(QString::fromStdString(report.text));
}

void CrashPage::remove() {
    std::error_code fault;
    std::filesystem::remove(report_.file, fault);
    if (fault) {
        Q_EMIT failed(tr("The report was not deleted"), QString::fromStdString(fault.message()));
        return;
    }
    Q_EMIT done();
}

} // namespace laurel::ui
