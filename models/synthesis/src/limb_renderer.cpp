#include "limb_renderer.h"

#include "smooth_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

float mix(float a, float b, float share) {
    return a + share * (b - a);
}

float unit(float value) {
    return std::clamp(value, 0.0F, 1.0F);
}

/// Smooth random functions at one pixel, standard deviation 1 each. Grain and streaks exist along
/// x and along y: fibres and vessels of a muscle have a direction.
struct Noise {
    float thickness = 0;
    float patch = 0;
    std::array<float, 2> fine{};
    float medium = 0;
    std::array<float, 2> streak{};
    float streakMask = 0;
};

/// The fields of one plane.
class NoisePlanes {
  public:
    NoisePlanes(const LimbStyle& style, const PlaneGrid& grid, double z) {
        const double grain = style.textureStep;
        const std::array<SmoothField, fieldCount> fields{
            SmoothField(style.seed, 28, 60),
            SmoothField(style.seed + 1, 7, 20),
            SmoothField(style.seed + 2, 1.7 * grain, 0.7 * grain, 8),
            SmoothField(style.seed + 3, 0.7 * grain, 1.7 * grain, 8),
            SmoothField(style.seed + 4, 4, 15),
            SmoothField(style.seed + 5, 12, 5, 20),
            SmoothField(style.seed + 6, 5, 12, 20),
            SmoothField(style.seed + 7, 4, 15)};
        for (std::size_t i = 0; i < fieldCount; ++i) {
            planes_[i] = fields[i].sample(grid, z);
        }
    }

    Noise at(std::size_t i) const {
        const auto& p = planes_;
        return {p[0][i], p[1][i], {p[2][i], p[3][i]}, p[4][i], {p[5][i], p[6][i]}, p[7][i]};
    }

  private:
    static constexpr std::size_t fieldCount = 8;
    std::array<std::vector<float>, fieldCount> planes_;
};

/// The nearest muscles at a pixel.
struct Nearest {
    std::size_t first = 0;
    std::size_t second = 0;
    float firstDistance = std::numeric_limits<float>::max();
    float secondDistance = std::numeric_limits<float>::max();
    float thirdDistance = std::numeric_limits<float>::max();

    void offer(std::size_t muscle, float distance) {
        if (distance < firstDistance) {
            thirdDistance = secondDistance;
            secondDistance = firstDistance;
            second = first;
            firstDistance = distance;
            first = muscle;
        } else if (distance < secondDistance) {
            thirdDistance = secondDistance;
            secondDistance = distance;
            second = muscle;
        } else {
            thirdDistance = std::min(thirdDistance, distance);
        }
    }
};

/// A vessel or nerve in cross-section, in the limb's plane.
struct Dot {
    PlanePoint centre;
    float radius = 1;
    float signal = 0;
    float fatRadius = 0; ///< of the fat around it
};

struct Pixel {
    float signal = 0;
    float skinDistance = 0;
    std::uint16_t label = 0;
};

class Shader {
  public:
    Shader(const LimbStructures& layout, const LimbPlane& plane, const LimbStyle& style,
           float pixelSize)
        : layout_(layout), style_(style), signals_(style.signals), plane_(plane),
          pixelSize_(pixelSize), dots_(placeDots()) {}

    /// @param d distances of all fields in output mm
    Pixel shade(const float* d, PlanePoint source, const Noise& noise) const;
    float thickness(const float* d, PlanePoint source, float noise) const;

  private:
    std::vector<Dot> placeDots() const;
    std::vector<Dot> placeVeins() const;
    float share(float distance) const { return unit(0.5F - distance / pixelSize_); }
    float lineShare(const LineStyle& line, float distance, const Noise& noise) const;
    float subcutis(float compartment, float depth, float thickness, const Noise& noise) const;
    float muscle(const Nearest& near, const Noise& noise) const;
    float contents(const float* d, const Noise& noise, std::uint16_t& label) const;
    float fatShare(const Nearest& near, float compartment, const Noise& noise) const;
    void addBones(const float* d, const Noise& noise, float& signal, std::uint16_t& label) const;
    float withDots(float signal, PlanePoint source) const;

    const LimbStructures& layout_;
    const LimbStyle& style_;
    const TissueSignals& signals_;
    const LimbPlane& plane_;
    float pixelSize_;
    std::vector<Dot> dots_;
};

std::vector<Dot> Shader::placeDots() const {
    std::vector<Dot> dots = placeVeins();
    Random random(style_.seed + 17);
    for (const PlanePoint& bundle : plane_.vessels) { // an artery, two veins and a nerve
        const std::array<float, 4> kinds{signals_.artery, signals_.vein, signals_.vein,
                                         signals_.nerve};
        for (const float signal : kinds) {
            const double spread = 1.6 * style_.vesselSize;
            const PlanePoint offset{spread * random.normal(), spread * random.normal()};
            const auto size = static_cast<float>(style_.vesselSize * random.uniform(0.6, 1.2));
            dots.push_back({bundle + offset, size, signal,
                            size + 2.5F * style_.bundleFat * static_cast<float>(random.uniform())});
        }
    }
    return dots;
}

/// Walks outwards from the centre until it is in the subcutaneous fat.
std::vector<Dot> Shader::placeVeins() const {
    std::vector<Dot> dots;
    std::array<float, maxLimbFields> d{};
    for (const PlanePoint& towards : style_.veinDirections) {
        const int steps = static_cast<int>(4 * plane_.radius) + 10; // of half a mm
        for (int step = 0; step < steps; ++step) {
            const PlanePoint point = plane_.centre + (0.5 * step) * towards;
            interpolateDistances(plane_, point, d.data());
            if (d[0] > 0.4F * style_.fatThickness) {
                dots.push_back({point, style_.vesselSize, signals_.vein, 0});
                break;
            }
        }
    }
    return dots;
}

float Shader::lineShare(const LineStyle& line, float distance, const Noise& noise) const {
    const float t = distance / line.halfWidth;
    if (line.visibility <= 0 || std::abs(t) > 3) {
        return 0;
    }
    const float patch = unit(1 + style_.patchiness * (0.9F * noise.patch - 0.4F));
    return unit(line.visibility * patch * std::exp(-t * t));
}

float Shader::thickness(const float* d, PlanePoint source, float noise) const {
    const auto inverse = static_cast<float>(1 / std::max(plane_.radius, 1.0));
    const PlanePoint arm = source - plane_.centre;
    float relative =
        1 +
        inverse * static_cast<float>(arm.x * style_.fatGradient.x + arm.y * style_.fatGradient.y) +
        style_.fatVariation * noise;
    float nearestBone = std::numeric_limits<float>::max();
    for (std::size_t bone = 0; bone < layout_.bones.size(); ++bone) {
        nearestBone = std::min(nearestBone, d[layout_.boneField(bone)]);
    }
    const float bony = unit(1 - (nearestBone - style_.fatThickness) / 25);
    relative *= 1 - style_.bonyThinning * bony;
    return style_.skinThickness + style_.fatThickness * std::max(relative, 0.15F);
}

float Shader::subcutis(float compartment, float depth, float thickness, const Noise& noise) const {
    float signal = signals_.fat * (1 + style_.texture * (noise.fine[0] + noise.medium));
    const float fatLayer = thickness - style_.skinThickness;
    if (fatLayer > 4) {
        signal = mix(signal, signals_.fascia,
                     lineShare(style_.septum, compartment - style_.septumDepth * fatLayer, noise));
    }
    return mix(signal, signals_.skin, share(depth - style_.skinThickness));
}

float Shader::muscle(const Nearest& near, const Noise& noise) const {
    const float gain = style_.muscleGain[near.first];
    const std::size_t along = style_.fibreAxis[near.first];
    const float fine = noise.fine[along];
    float signal =
        signals_.muscle * gain * (1 + style_.texture * (0.7F * fine + 0.5F * noise.medium));
    const float degree = style_.muscleInfiltration[near.first];
    const float roughness = 0.75F * fine + 0.75F * noise.medium;
    const float infiltrated = unit((roughness - 2.7F + 5 * degree) / 1.2F);
    signal = mix(signal, signals_.fat, 0.9F * infiltrated);

    // A zero crossing of a smooth field is a curved line, mostly along the field's longer axis;
    // across it the slope is about 1.5 / step.
    if (noise.streakMask > style_.streakThreshold) {
        const float length = unit(2 * (noise.streakMask - style_.streakThreshold));
        const float line = length * lineShare(style_.streaks, 3.5F * noise.streak[along], noise);
        signal = mix(signal, mix(signals_.fascia, signals_.fat, style_.streaks.fatness), line);
    }
    return signal;
}

float Shader::fatShare(const Nearest& near, float compartment, const Noise& noise) const {
    const float gap = unit((near.firstDistance - style_.gapFat) / pixelSize_ + 0.5F);
    const float third = std::min(near.thirdDistance, -compartment);
    const float size = style_.junctionFat * unit(1 + 0.5F * noise.patch);
    const float spread = std::max(near.secondDistance, third) - near.firstDistance;
    const float junction = size > 0.3F ? unit((size - spread) / pixelSize_) : 0;
    return std::max(gap, junction);
}

void Shader::addBones(const float* d, const Noise& noise, float& signal,
                      std::uint16_t& label) const {
    for (std::size_t bone = 0; bone < layout_.bones.size(); ++bone) {
        const float outer = share(d[layout_.boneField(bone)]);
        if (outer <= 0) {
            continue;
        }
        const float marrow = share(d[layout_.marrowField(bone)]);
        const float marrowSignal =
            signals_.marrow * (1 + style_.texture * (noise.fine[0] + noise.medium));
        signal = mix(signal, mix(signals_.cortex, marrowSignal, marrow), outer);
        label = outer > 0.5F ? std::uint16_t{0} : label;
    }
}

float Shader::contents(const float* d, const Noise& noise, std::uint16_t& label) const {
    Nearest near;
    const std::size_t count = layout_.muscles.size();
    for (std::size_t i = 0; i < count; ++i) {
        near.offer(i, d[1 + i]);
    }
    float signal = muscle(near, noise);
    label = layout_.muscles[near.first].label;
    if (count > 1) {
        const auto pair = std::minmax(near.first, near.second);
        const LineStyle& line = style_.interfaces[pair.first * count + pair.second];
        const float gap = (near.secondDistance - near.firstDistance) / 2;
        signal = mix(signal, mix(signals_.fascia, signals_.fat, line.fatness),
                     lineShare(line, gap, noise));
    }
    const float fat = fatShare(near, d[0], noise);
    signal = mix(signal, signals_.fat, fat);
    label = fat > 0.5F ? std::uint16_t{0} : label;
    addBones(d, noise, signal, label);
    return signal;
}

float Shader::withDots(float signal, PlanePoint source) const {
    for (const Dot& dot : dots_) {
        const PlanePoint arm = source - dot.centre;
        const auto distance = static_cast<float>(std::hypot(arm.x, arm.y));
        if (distance > dot.fatRadius + pixelSize_ && distance > dot.radius + pixelSize_) {
            continue;
        }
        signal = mix(signal, signals_.fat, 0.8F * share(distance - dot.fatRadius));
        signal = mix(signal, dot.signal, share(distance - dot.radius));
    }
    return signal;
}

Pixel Shader::shade(const float* d, PlanePoint source, const Noise& noise) const {
    Pixel pixel;
    const float compartment = d[0];
    const float layer = thickness(d, source, noise.thickness);
    pixel.skinDistance = compartment - layer;
    const float body = share(pixel.skinDistance);
    if (body <= 0) {
        return pixel;
    }
    const float inside = share(compartment);
    float outer = 0;
    float inner = 0;
    if (inside < 1) {
        outer = subcutis(compartment, -pixel.skinDistance, layer, noise);
    }
    if (inside > 0) {
        inner = contents(d, noise, pixel.label);
    }
    if (inside <= 0.5F) {
        pixel.label = 0;
    }
    float signal = mix(outer, inner, inside);
    signal = mix(signal, mix(signals_.fascia, signals_.fat, style_.cruralFascia.fatness),
                 lineShare(style_.cruralFascia, compartment, noise));
    pixel.signal = body * std::max(0.0F, withDots(signal, source));
    return pixel;
}

} // namespace

RenderedLimb renderLimb(const LimbStructures& layout, const LimbPlane& plane,
                        const LimbStyle& style, const PlaneWarp& warp, const PlaneGrid& grid,
                        double z) {
    RenderedLimb limb{grid, std::vector<float>(grid.pixels(), 0.0F),
                      std::vector<float>(grid.pixels()), std::vector<std::uint16_t>(grid.pixels())};
    const WarpedPoints points = warp.apply(grid, plane, z);
    const NoisePlanes noise(style, grid, z);
    const Shader shader(layout, plane, style,
                        static_cast<float>(std::sqrt(grid.stepX * grid.stepY)));
    std::array<float, maxLimbFields> d{};
    for (std::size_t i = 0; i < grid.pixels(); ++i) {
        const PlanePoint source{points.x[i], points.y[i]};
        interpolateDistances(plane, source, d.data());
        for (int f = 0; f < plane.fields; ++f) {
            d[f] *= points.scale;
        }
        const Pixel pixel = shader.shade(d.data(), source, noise.at(i));
        limb.signal[i] = pixel.signal;
        limb.skinDistance[i] = pixel.skinDistance;
        limb.label[i] = pixel.label;
    }
    return limb;
}

double limbReach(const LimbPlane& plane, const LimbStyle& style, const PlaneWarp& warp) {
    const double slope = std::hypot(style.fatGradient.x, style.fatGradient.y);
    const double fat = style.fatThickness * (1 + 1.3 * slope + 2.5 * style.fatVariation);
    return plane.radius * warp.stretch() + style.skinThickness + fat +
           2 * (warp.elasticAmplitude + warp.fineAmplitude);
}

} // namespace laurel
