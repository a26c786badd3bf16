#include "icon_paths.h"

#include "icon_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace laurel::ui {
namespace {

/// Reads the language that icon_table.h explains.
class PathReader {
  public:
    explicit PathReader(std::string_view text) : text_(text), layers_(1) {}

    std::vector<IconLayer> read() {
        for (char command = nextCommand(); command; command = nextCommand())
            obey(command);
        std::erase_if(layers_, [](const IconLayer& layer) { return layer.path.isEmpty(); });
        return std::move(layers_);
    }

  private:
    void obey(char command) {
        switch (command) {
        case 'S':
            return begin(IconInk::Solid);
        case 'D':
            return begin(IconInk::Dashed);
        case 'F':
            return begin(IconInk::Filled);
        case 'Z':
            return path().closeSubpath();
        default:
            return draw(command);
        }
    }

    void draw(char command) {
        if (command == 'M')
            path().moveTo(point());
        else if (command == 'L')
            path().lineTo(point());
        else if (command == 'C')
            curve();
        else if (command == 'A')
            arc();
        else if (command == 'O')
            circle();
        else if (command == 'R')
            rectangle();
    }

    void curve() {
        const QPointF first = point();
        const QPointF second = point();
        path().cubicTo(first, second, point());
    }

    void arc() {
        const QRectF around = square();
        const double start = number();
        path().arcMoveTo(around, start);
        path().arcTo(around, start, number());
    }

    void circle() { path().addEllipse(square()); }

    void rectangle() {
        const QPointF corner = point();
        const QPointF size = point();
        const double radius = number();
        path().addRoundedRect(QRectF(corner, QSizeF(size.x(), size.y())), radius, radius);
    }

    QRectF square() {
        const QPointF center = point();
        const double radius = number();
        return {center.x() - radius, center.y() - radius, 2 * radius, 2 * radius};
    }

    void begin(IconInk ink) { layers_.push_back({ink, {}}); }
    QPainterPath& path() { return layers_.back().path; }

    QPointF point() {
        const double x = number();
        return {x, number()};
    }

    void skipSpaces() { text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size())); }

    char nextCommand() {
        skipSpaces();
        if (text_.empty())
            return 0;
        const char command = text_.front();
        text_.remove_prefix(1);
        return command;
    }

    double number() {
        skipSpaces();
        double value = 0;
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        Q_ASSERT(error == std::errc());
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        return value;
    }

    std::string_view text_;
    std::vector<IconLayer> layers_;
};

} // namespace

const std::vector<IconLayer>& iconLayers(Icon icon) {
    static std::array<std::vector<IconLayer>, iconTable.size()> read;
    const auto index = static_cast<std::size_t>(icon);
    if (read.at(index).empty())
        read[index] = PathReader(iconTable[index].path).read();
    return read[index];
}

} // namespace laurel::ui
