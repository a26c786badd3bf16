#pragma once

#include "laurel/imaging/geometry.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace laurel {

struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    bool operator==(const Color&) const = default;
};

/// "#RRGGBB", upper case.
std::string toHex(const Color& color);
/// @throws Error InvalidInput unless text is "#" and six hexadecimal digits
Color colorFromHex(const std::string& text);
/// A colour for label number `value` where none is given: distinct for neighbours, the same always.
Color defaultColor(std::uint16_t value);

/// A named structure: the voxels of one layer that hold one value.
struct Segment {
    std::string name;
    std::uint16_t value = 1; ///< not 0, which is background
    int layer = 0;
    std::string abbreviation;
    Color color;
    std::string snomed; ///< SNOMED CT concept id; empty where none is known
    bool operator==(const Segment&) const = default;
};

/// Whether the name is one that LabelMap::unlabelled gives, that is, says no more than the value.
bool hasGeneratedName(const Segment& segment);

/// Segmentation of one grid: one or more layers of uint16 (several only where segments overlap),
/// and the segments that name (layer, value) pairs. Values without a segment may occur in a file
/// that was read; `nameUnlabelled` gives them names. A value type.
class LabelMap {
  public:
    LabelMap() : LabelMap(Geometry{}) {}
    /// All background.
    explicit LabelMap(Geometry geometry, int layers = 1);
    /// One layer. @throws Error InvalidInput on a wrong count
    LabelMap(Geometry geometry, std::vector<std::uint16_t> voxels);

    const Geometry& geometry() const noexcept { return geometry_; }
    int layers() const noexcept { return static_cast<int>(layers_.size()); }
    /// x fastest, then y, z.
    std::span<const std::uint16_t> layer(int index) const { return layers_.at(index); }
    std::span<std::uint16_t> layer(int index) { return layers_.at(index); }
    /// Appends a layer of background and returns its number.
    int addLayer();

    std::uint16_t at(const VoxelIndex& index, int layer = 0) const {
        return layers_[layer][geometry_.offset(index)];
    }
    void set(const VoxelIndex& index, std::uint16_t value, int layer = 0) {
        layers_[layer][geometry_.offset(index)] = value;
    }

    const std::vector<Segment>& segments() const noexcept { return segments_; }
    /// @throws Error InvalidArgument on value 0, an absent layer, an empty name, or a (layer,
    /// value) or
    ///         name that is already taken
    void addSegment(Segment segment);
    void clearSegments() noexcept { segments_.clear(); }
    const Segment* findByName(const std::string& name) const noexcept;
    const Segment* find(int layer, std::uint16_t value) const noexcept;

    /// A segment "Label N" for every (layer, value) that occurs and has none, in ascending order.
    std::vector<Segment> unlabelled() const;
    /// Adds these.
    void nameUnlabelled();

    /// 1 where the segment is, 0 elsewhere.
    std::vector<std::uint8_t> mask(const Segment& segment) const;
    std::int64_t voxels(const Segment& segment) const;

    bool operator==(const LabelMap& other) const;

  private:
    Geometry geometry_;
    std::vector<std::vector<std::uint16_t>> layers_;
    std::vector<Segment> segments_;
};

} // namespace laurel
