#include "model_row.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include "words.h"

#include <QPainter>

namespace laurel::ui {

namespace {

QString structuresText(const ModelsFacts::Model& model) {
    return countText(model.structures.size(), QT_TRANSLATE_N_NOOP("Laurel", "%n structure(s)"));
}

QString nameOf(const ModelsFacts::Model& model) {
    return QString("%1, %2, %3, %4%5")
        .arg(model.title, structuresText(model), model.modality, model.origin,
             model.inUse ? Texts::tr(", in use") : "");
}

} // namespace

ModelColumns::ModelColumns(const QRect& row) {
    const QRect box = row.adjusted(space::l, 0, -space::l, 0);
    constexpr std::array<int, 5> shares{30, 13, 10, 26, 21};
    std::array<QRect*, 5> columns{&name, &structures, &modality, &origin, &state};
    int left = box.left();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int width = box.width() * shares[i] / 100;
        *columns[i] = QRect(left, box.top(), width - space::s, box.height());
        left += width;
    }
}

ModelHeader::ModelHeader(QWidget* parent) : QWidget(parent) {
    setFixedHeight(space::row);
    followTheme(this);
}

void ModelHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ModelColumns columns(rect());
    const QFont face = ui::font(TextRole::Caption);
    const auto head = [&](const QRect& box, const QString& text,
                          Qt::Alignment side = Qt::AlignLeft) {
        paintText(painter, box, text, face, theme().text3,
                  static_cast<int>(side | Qt::AlignVCenter));
    };
    head(columns.name.adjusted(28, 0, 0, 0), Texts::tr("Model"));
    head(columns.structures.adjusted(0, 0, -space::xl, 0), Texts::tr("Structures"), Qt::AlignRight);
    head(columns.modality, Texts::tr("Images"));
    head(columns.origin, Texts::tr("Origin"));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme().line);
}

ModelRow::ModelRow(ModelsFacts::Model model, QWidget* parent)
    : RowButton(nameOf(model), parent), model_(std::move(model)) {
    setCheckable(true);
    setAutoExclusive(true);
    setToolTip(Texts::tr("Show what %1 is").arg(model_.title));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ModelRow::sizeHint() const {
    return {420, std::max(36, QFontMetrics(ui::font(TextRole::Body)).height() + space::m)};
}

void ModelRow::paintContent(QPainter& painter) {
    const ModelColumns columns(rect());
    const QFont body = ui::font(TextRole::Body);
    const QRect name = columns.name.adjusted(28, 0, 0, 0);
    paintIcon(painter, Icon::Layers, QRectF(columns.name.left(), (height() - 18) / 2.0, 18, 18),
              isChecked() ? theme().laurelText : theme().text2);
    paintText(painter, name, model_.title, ui::font(TextRole::Body, QFont::Medium), theme().text1);
    paintText(painter, columns.structures.adjusted(0, 0, -space::xl, 0),
              QString::number(model_.structures.size()), body, theme().text2,
              Qt::AlignRight | Qt::AlignVCenter);
    paintText(painter, columns.modality, model_.modality, body, theme().text2);
    QRect origin = columns.origin;
    if (model_.verified) {
        paintIcon(painter, Icon::Shield, QRectF(origin.left(), (height() - 16) / 2.0, 16, 16),
                  theme().laurelText);
        origin.adjust(22, 0, 0, 0);
    }
    paintText(painter, origin, model_.origin, body, theme().text2);
    if (model_.inUse || !model_.newest.isEmpty()) {
        const QColor color = model_.inUse ? theme().laurelText : theme().automatic;
        paintIcon(painter, model_.inUse ? Icon::Check : Icon::Download,
                  QRectF(columns.state.left(), (height() - 16) / 2.0, 16, 16), color);
        QString text = model_.inUse ? Texts::tr("in use") : model_.newest;
        if (model_.inUse && !model_.newest.isEmpty()) {
            text += ", " + Texts::tr("%1 is out").arg(model_.newest);
        }
        paintText(painter, columns.state.adjusted(22, 0, 0, 0), text, body, color);
    }
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme().line);
}

} // namespace laurel::ui
