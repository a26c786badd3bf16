#pragma once

#include "gold_server.h"

#include "laurel/formats/files.h"
#include "laurel/synthesis/limb_phantom.h"

#include <string>

namespace laurel {

/// Two coarse slices of both lower legs: enough to be recognised, quick to segment.
inline SyntheticCase smallPhantom(std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.size = {160, 96};
    settings.spacing = {2.5, 2.5};
    settings.slices = 2;
    return makeLegPhantom(settings);
}

/// A phantom as `laurelctl synth` writes it: image and labels as NIfTI, names beside.
struct PhantomFiles {
    SyntheticCase phantom;
    std::filesystem::path image;
    std::filesystem::path labels;

    PhantomFiles(const GoldServer& server, std::uint64_t seed)
        : phantom(smallPhantom(seed)), image(server.file(std::to_string(seed) + "-image.nii.gz")),
          labels(server.file(std::to_string(seed) + "-labels.nii.gz")) {
        writeVolume(image, phantom.image);
        writeLabels(labels, phantom.labels);
    }
};

inline AddedGoldCase addPhantom(GoldServer& server, std::uint64_t seed,
                                const std::string& group = "") {
    const PhantomFiles files(server, seed);
    return server.add(files.image, files.labels, group);
}

} // namespace laurel
