#include "laurel/ui_kit/fields.h"

#include "content_line.h"
#include "key_override.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int padding = 10;
constexpr int glyphSide = 16;

} // namespace

SearchField::SearchField(const QString& placeholder, const QString& keys, QWidget* parent)
    : QWidget(parent), keys_(keys), edit_(new QLineEdit(this)) {
    setAccessibleName(placeholder);
    setFocusProxy(edit_);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    edit_->setFrame(false);
    edit_->setAccessibleName(placeholder);
    edit_->setPlaceholderText(placeholder);
    edit_->installEventFilter(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(edit_);
    layOut();
    connect(edit_, &QLineEdit::textEdited, this, &SearchField::edited);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &SearchField::layOut);
}

void SearchField::layOut() {
    const int keys = QFontMetrics(ui::font(TextRole::Caption)).horizontalAdvance(keys_);
    edit_->setFont(ui::font(TextRole::Body));
    edit_->setTextMargins(padding + glyphSide + 4, 0, padding + (keys_.isEmpty() ? 0 : keys + 4),
                          0);
    edit_->setFixedHeight(heightFor(QFontMetrics(edit_->font()), space::button));
    update();
}

void SearchField::setKeys(const QString& keys) {
    keys_ = keys;
    layOut();
    update();
}

QString SearchField::text() const {
    return edit_->text();
}

QSize SearchField::sizeHint() const {
    return {206, edit_->height()};
}

bool SearchField::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    if (keepsKey(event, {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape}))
        return true;
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape) {
        edit_->clear();
        Q_EMIT escaped();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        Q_EMIT accepted();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SearchField::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusControl, isEnabled() ? colors.well : QColor(),
            edit_->hasFocus() ? colors.laurel : colors.fieldBorder);
    const QRectF square(padding, (height() - glyphSide) / 2.0, glyphSide, glyphSide);
    paintIcon(painter, Icon::Search, square, colors.text3);
    painter.setFont(ui::font(TextRole::Caption));
    painter.setPen(colors.text2);
    drawLine(painter, rect().adjusted(0, 0, -padding, 0), Qt::AlignRight, keys_);
}

} // namespace laurel::ui
