#include "gold_content.h"

#include "laurel/arrays/bundles.h"
#include "laurel/base/error.h"

#include <cstring>
#include <variant>

namespace laurel {

namespace {

bool isFree(const LabelMap& labels, int layer, const std::vector<std::uint8_t>& mask) {
    const auto voxels = labels.layer(layer);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0 && voxels[i] != 0) {
            return false;
        }
    }
    return true;
}

int firstFreeLayer(LabelMap& labels, const std::vector<std::uint8_t>& mask) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (isFree(labels, layer, mask)) {
            return layer;
        }
    }
    return labels.addLayer();
}

void addSegment(LabelMap& labels, const std::string& name, const std::vector<std::uint8_t>& mask) {
    const auto value = static_cast<std::uint16_t>(labels.segments().size() + 1);
    const int layer = firstFreeLayer(labels, mask);
    const auto voxels = labels.layer(layer);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0) {
            voxels[i] = value;
        }
    }
    labels.addSegment({name, value, layer, "", defaultColor(value), ""});
}

/// Bit by bit, so that NaN equals the same NaN.
bool sameSamples(const PixelBuffer& a, const PixelBuffer& b) {
    return a.index() == b.index() &&
           std::visit(
               [&]<typename Sample>(const std::vector<Sample>& samples) {
                   const auto& others = std::get<std::vector<Sample>>(b);
                   return samples.size() == others.size() &&
                          std::memcmp(samples.data(), others.data(),
                                      samples.size() * sizeof(Sample)) == 0;
               },
               a);
}

bool sameGrid(const Geometry& a, const Geometry& b) {
    constexpr double voxels = 1e-6; // what rounding may move a corner by
    return a.sameGridAs(b, voxels);
}

bool isSame(const Volume& a, const Volume& b) {
    return sameGrid(a.geometry(), b.geometry()) && a.frames() == b.frames() &&
           a.rescale() == b.rescale() && sameSamples(a.pixels(), b.pixels());
}

bool isSame(const LabelMap& a, const LabelMap& b) {
    return sameGrid(a.geometry(), b.geometry()) && a == b;
}

} // namespace

GoldContent strippedContent(const Volume& image, const LabelMap& labels,
                            const std::vector<std::string>& segments) {
    GoldContent content{Volume(image.geometry(), image.pixels(), image.frames(), image.rescale()),
                        LabelMap(image.geometry())};
    for (const std::string& name : segments) {
        const Segment* const segment = labels.findByName(name);
        if (segment != nullptr && labels.voxels(*segment) > 0) {
            addSegment(content.labels, name, labels.mask(*segment));
        }
    }
    return content;
}

void writeGoldContent(const std::filesystem::path& folder, const GoldContent& content) {
    const std::filesystem::path image = folder / goldImageName;
    const std::filesystem::path labels = folder / goldLabelsName;
    writeArrayVolume(image, content.image);
    writeArrayLabels(labels, content.labels);
    if (!isSame(readArrayVolume(image), content.image) ||
        !isSame(readArrayLabels(labels), content.labels)) {
        throw Error(ErrorCode::Internal,
                    "the pixels that were stored are not those of the files; nothing was added");
    }
}

GoldContent readGoldContent(const BlobStore& blobs, const GoldCase& goldCase) {
    return {readArrayVolume(blobs.path(goldCase.imageSha256)),
            readArrayLabels(blobs.path(goldCase.labelsSha256))};
}

} // namespace laurel
