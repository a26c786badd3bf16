#include "augmentation_config.h"

namespace laurel {

namespace {

void readShape(ConfigTable& table, AugmentationSettings& settings) {
    settings.rotationDegrees = table.number("rotation_degrees", settings.rotationDegrees, 0, 180);
    settings.scale = table.number("scale", settings.scale, 0, 1);
    settings.shift = table.number("shift", settings.shift, 0, 0.5);
    settings.shear = table.number("shear", settings.shear, 0, 1);
    settings.elasticChance = table.number("elastic_chance", settings.elasticChance, 0, 1);
    settings.elasticPixels = table.number("elastic_pixels", settings.elasticPixels, 0, 50);
    settings.opticalChance = table.number("optical_chance", settings.opticalChance, 0, 1);
    settings.opticalDistortion =
        table.number("optical_distortion", settings.opticalDistortion, 0, 0.2);
    settings.flipChance = table.number("flip_chance", settings.flipChance, 0, 1);
    settings.thicknessChance = table.number("thickness_chance", settings.thicknessChance, 0, 1);
    settings.thickness = table.number("thickness", settings.thickness, 1, 5);
}

void readContrast(ConfigTable& table, AugmentationSettings& settings) {
    settings.curveChance = table.number("curve_chance", settings.curveChance, 0, 1);
    settings.gammaChance = table.number("gamma_chance", settings.gammaChance, 0, 1);
    settings.gamma = table.number("gamma", settings.gamma, 0, 3);
    settings.contrastChance = table.number("contrast_chance", settings.contrastChance, 0, 1);
    settings.contrast = table.number("contrast", settings.contrast, 0, 1);
    settings.brightness = table.number("brightness", settings.brightness, 0, 1);
    settings.biasChance = table.number("bias_chance", settings.biasChance, 0, 1);
    settings.bias = table.number("bias", settings.bias, 0, 2);
    settings.noiseChance = table.number("noise_chance", settings.noiseChance, 0, 1);
    settings.noise = table.number("noise", settings.noise, 0, 1);
    settings.blurChance = table.number("blur_chance", settings.blurChance, 0, 1);
    settings.blurPixels = table.number("blur_pixels", settings.blurPixels, 0, 10);
    settings.lowResolutionChance =
        table.number("low_resolution_chance", settings.lowResolutionChance, 0, 1);
    settings.lowResolution = table.number("low_resolution", settings.lowResolution, 1, 10);
    settings.inversionChance = table.number("inversion_chance", settings.inversionChance, 0, 1);
}

} // namespace

AugmentationSettings readAugmentation(ConfigTable& table) {
    AugmentationSettings settings;
    readShape(table, settings);
    readContrast(table, settings);
    table.requireAllRead();
    return settings;
}

} // namespace laurel
