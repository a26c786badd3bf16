#include "laurel/ui_kit/fields.h"

#include "content_line.h"
#include "key_override.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/labels.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

constexpr int padding = 8;
constexpr int unitGap = 4;
constexpr int glyphSide = 14;

QString withUnit(const QString& number, const QString& unit) {
    return unit.isEmpty() ? number : number + u' ' + unit;
}

/// As few decimals as say it: "0.2 to 50".
QString shortest(double value, int decimals) {
    QString number = QString::number(value, 'f', decimals);
    while (number.contains(u'.') && (number.endsWith(u'0') || number.endsWith(u'.')))
        number.chop(1);
    return number;
}

} // namespace

NumberField::NumberField(const QString& name, double low, double high, int decimals,
                         const QString& unit, QWidget* parent)
    : QWidget(parent), low_(low), high_(high), value_(low), step_(std::pow(10.0, -decimals)),
      decimals_(decimals), unit_(unit), edit_(new QLineEdit(this)),
      message_(new Label({}, TextRole::Caption, Label::Tone::Flagged, QFont::Normal, this)) {
    setAccessibleName(name);
    setToolTip(name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusProxy(edit_);
    edit_->setAccessibleName(withUnit(name, unit));
    edit_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    edit_->installEventFilter(this);
    message_->hide();
    layOut();
    showValue();
    connect(edit_, &QLineEdit::textEdited, this, &NumberField::checkText);
    connect(edit_, &QLineEdit::editingFinished, this, &NumberField::readText);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &NumberField::layOut);
}

/// QWidget's destructor takes the focus from the edit, which would tell a field that is gone.
NumberField::~NumberField() {
    edit_->disconnect(this);
}

/// The edit fills the box but for the unit, which the edit leaves room for; the message stands
/// beneath.
void NumberField::layOut() {
    const QFontMetrics metrics(ui::font(TextRole::Body));
    const int unit = unit_.isEmpty() ? 0 : unitGap + metrics.horizontalAdvance(unit_);
    const int widest = std::max(metrics.horizontalAdvance(written(low_)),
                                metrics.horizontalAdvance(written(high_)));
    if (!layout()) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::xs);
        column->addWidget(edit_);
        column->addWidget(message_);
    }
    edit_->setFrame(false);
    edit_->setFont(ui::font(TextRole::Body, QFont::Medium));
    edit_->setTextMargins(padding - 2, 0, padding - 2 + unit, 0);
    edit_->setFixedHeight(heightFor(metrics, space::button));
    edit_->setMinimumWidth(widest + unit + 2 * padding + 6);
    message_->setContentsMargins(glyphSide + space::xs, 0, 0, 0);
    update();
}

QString NumberField::written(double value) const {
    return QString::number(value, 'f', decimals_);
}

QString NumberField::message() const {
    return error_ ? message_->text() : QString();
}

void NumberField::showValue() {
    edit_->setText(written(value_));
    setError(false);
}

void NumberField::setValue(double value) {
    value_ = std::clamp(value, low_, high_);
    if (!edit_->isModified() || !edit_->hasFocus())
        showValue();
}

void NumberField::setRange(double low, double high) {
    low_ = low;
    high_ = high;
    layOut();
    setValue(value_);
}

void NumberField::setStep(double step) {
    step_ = step;
}

bool NumberField::parse(double& value) const {
    bool understood = false;
    value = edit_->text().trimmed().replace(u',', u'.').toDouble(&understood);
    return understood && value >= low_ && value <= high_;
}

void NumberField::setError(bool error) {
    error_ = error;
    const QString range =
        QStringLiteral("%1 to %2").arg(shortest(low_, decimals_), shortest(high_, decimals_));
    message_->setText(error ? withUnit(range, unit_) : QString());
    message_->setVisible(error);
    setAccessibleDescription(message());
    edit_->setAccessibleDescription(message());
    update();
}

void NumberField::checkText() {
    double ignored = 0;
    setError(!parse(ignored));
}

void NumberField::readText() {
    double value = 0;
    if (!parse(value))
        return setError(true);
    value = written(value).toDouble();
    const bool differs = value != value_;
    value_ = value;
    showValue();
    if (differs)
        Q_EMIT changed(value_);
}

void NumberField::stepBy(int steps) {
    double value = value_;
    if (!parse(value))
        value = value_;
    edit_->setText(written(std::clamp(value + steps * step_, low_, high_)));
    readText();
}

bool NumberField::eventFilter(QObject* watched, QEvent* event) {
    if (keepsKey(event, {Qt::Key_Up, Qt::Key_Down, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape}))
        return true;
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        stepBy(key == Qt::Key_Up ? 1 : -1);
        return true;
    }
    if (key == Qt::Key_Escape) {
        showValue();
        Q_EMIT finished();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        readText();
        if (!error_)
            Q_EMIT finished();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void NumberField::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    const QRectF box = edit_->geometry();
    const QColor border =
        error_ ? colors.flagged : (edit_->hasFocus() ? colors.laurel : colors.fieldBorder);
    drawBox(painter, box, space::radiusControl, isEnabled() ? colors.fieldFill() : QColor(),
            isEnabled() ? border : colors.line);
    painter.setFont(ui::font(TextRole::Body));
    painter.setPen(colors.text3);
    // One px lower: on the line of QLineEdit's text.
    drawLine(painter, box.adjusted(0, 1, -padding, 0), Qt::AlignRight, unit_);
    if (!error_)
        return;
    const double top = message_->geometry().center().y() - glyphSide / 2.0 + 0.5;
    paintIcon(painter, Icon::Warning, QRectF(0, top, glyphSide, glyphSide), colors.flagged);
}

} // namespace laurel::ui
