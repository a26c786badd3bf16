#include "siemens_mosaic.h"

#include <cmath>
#include <cstring>
#include <dcmtk/dcmdata/dcdeftag.h>

namespace laurel {

namespace {

/// Little-endian numbers and texts of a byte string; reading past its end makes it bad for good.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    bool good() const { return good_; }

    std::string_view take(std::size_t count) {
        if (!good_ || count > bytes_.size() - at_) {
            good_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(at_, count);
        at_ += count;
        return taken;
    }

    std::uint32_t number() {
        std::uint32_t value = 0;
        int shift = 0;
        for (const char c : take(4)) {
            value |= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << shift;
            shift += 8;
        }
        return value;
    }

    /// A text of a fixed room, up to its zero.
    std::string text(std::size_t room) {
        const std::string_view taken = take(room);
        return std::string(taken.substr(0, taken.find('\0')));
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

constexpr std::uint32_t mostElements = 1024; ///< headers hold about a hundred
constexpr std::uint32_t mostItems = 4096;    ///< of an element

/// One value; the older layout counts its length from that of the header's first element.
std::string readItem(Reader& reader, bool isNewLayout, std::uint32_t firstCount) {
    std::array<std::uint32_t, 4> lengths{};
    for (std::uint32_t& length : lengths) {
        length = reader.number();
    }
    const std::uint32_t length = isNewLayout                ? lengths[1]
                                 : lengths[0] >= firstCount ? lengths[0] - firstCount
                                                            : 0;
    std::string value = reader.text(length);
    reader.take((4 - length % 4) % 4);
    return value;
}

std::vector<double> readValues(Reader& reader, bool isNewLayout, std::uint32_t items,
                               std::uint32_t firstCount) {
    std::vector<double> values;
    for (std::uint32_t i = 0; i < items && reader.good(); ++i) {
        const std::string value = readItem(reader, isNewLayout, firstCount);
        if (const auto number = parseNumbers(value, 1)) {
            values.push_back(number->front());
        }
    }
    return values;
}

using Vector = std::array<double, 3>;

constexpr std::int64_t mostTiles = 4096; ///< scanners pack some hundred at most

struct Packing {
    std::int64_t count = 0;
    std::optional<Vector> normal;
};

/// (0019,100A) says it too where the CSA header was taken out.
Packing packingOf(DcmItem& data) {
    const auto csa = readCsaNumbers(bytesOf(data, DcmTagKey(0x0029, 0x1010)));
    Packing packing;
    packing.count = integerOf(data, DcmTagKey(0x0019, 0x100a), 0);
    const auto count = csa.find("NumberOfImagesInMosaic");
    if (count != csa.end() && count->second.size() == 1 && std::abs(count->second[0]) < 1e6) {
        packing.count = static_cast<std::int64_t>(count->second[0]);
    }
    const auto normal = csa.find("SliceNormalVector");
    if (normal != csa.end() && normal->second.size() == 3) {
        packing.normal = Vector{normal->second[0], normal->second[1], normal->second[2]};
    }
    return packing;
}

/// The unit vector along which the tiles follow each other.
Vector stepDirection(const SliceHeader& whole, const std::optional<Vector>& stated) {
    const auto& o = *whole.orientation;
    Vector normal{o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
    const bool isReversed =
        stated &&
        normal[0] * (*stated)[0] + normal[1] * (*stated)[1] + normal[2] * (*stated)[2] < 0;
    for (double& component : normal) {
        component = isReversed ? -component : component;
    }
    return normal;
}

bool isPlaced(const SliceHeader& whole) {
    return whole.position && whole.orientation && whole.pixelSpacing &&
           (whole.sliceDistance || whole.sliceThickness);
}

Vector positionOf(const SliceHeader& whole, const SliceHeader& tile, const Vector& step,
                  std::int64_t index) {
    const auto& o = *whole.orientation;
    const double alongRow =
        (*whole.pixelSpacing)[1] * static_cast<double>(whole.columns - tile.columns) / 2;
    const double alongColumn =
        (*whole.pixelSpacing)[0] * static_cast<double>(whole.rows - tile.rows) / 2;
    const double distance = static_cast<double>(index) *
                            (whole.sliceDistance ? *whole.sliceDistance : *whole.sliceThickness);
    Vector position = *whole.position;
    for (std::size_t i = 0; i < 3; ++i) {
        position[i] += o[i] * alongRow + o[i + 3] * alongColumn + step[i] * distance;
    }
    return position;
}

} // namespace

std::map<std::string, std::vector<double>> readCsaNumbers(std::string_view bytes) {
    const bool isNewLayout = bytes.starts_with("SV10");
    Reader reader(bytes);
    if (isNewLayout) {
        reader.take(8);
    }
    const std::uint32_t count = reader.number();
    reader.number(); // 77
    std::map<std::string, std::vector<double>> numbers;
    std::uint32_t firstCount = 0;
    for (std::uint32_t i = 0; i < count && count <= mostElements && reader.good(); ++i) {
        const std::string name = reader.text(64);
        reader.take(4 + 4 + 4); // multiplicity, representation, its number
        const std::uint32_t items = reader.number();
        reader.number(); // 77 or 205
        firstCount = i == 0 ? items : firstCount;
        if (items > mostItems) {
            return numbers;
        }
        auto values = readValues(reader, isNewLayout, items, firstCount);
        if (reader.good() && !values.empty()) {
            numbers[name] = std::move(values);
        }
    }
    return numbers;
}

std::vector<SliceHeader> readTiles(DcmItem& data, const SliceHeader& whole) {
    const Packing packing = packingOf(data);
    const auto perRow =
        static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(packing.count))));
    const bool isCounted = packing.count > 0 && packing.count <= mostTiles;
    if (!isCounted || whole.columns % perRow != 0 || whole.rows % perRow != 0 ||
        whole.frames != 1 || !isPlaced(whole)) {
        return {};
    }
    SliceHeader tile = whole;
    tile.isMosaic = false;
    tile.columns = whole.columns / perRow;
    tile.rows = whole.rows / perRow;
    const Vector step = stepDirection(whole, packing.normal);
    std::vector<SliceHeader> tiles;
    for (std::int64_t i = 0; i < packing.count; ++i) {
        tile.tile = MosaicTile{i, perRow, whole.columns, whole.rows};
        tile.position = positionOf(whole, tile, step, i);
        tiles.push_back(tile);
    }
    return tiles;
}

} // namespace laurel
