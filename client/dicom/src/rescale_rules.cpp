#include "rescale_rules.h"

#include <cmath>
#include <dcmtk/dcmdata/dcdeftag.h>

namespace laurel {

namespace {

std::optional<Rescale> ordinaryRescale(DcmItem& data) {
    const bool none =
        codeOf(data, DCM_RescaleSlope).empty() && codeOf(data, DCM_RescaleIntercept).empty();
    const auto slope = numberOf(data, DCM_RescaleSlope);
    const auto intercept = numberOf(data, DCM_RescaleIntercept);
    if (none) {
        return Rescale{};
    }
    if (!slope || !intercept || *slope == 0) {
        return std::nullopt;
    }
    return Rescale{*slope, *intercept};
}

std::optional<Rescale> realWorldRescale(DcmItem& mapping) {
    const auto slope = numberOf(mapping, DCM_RealWorldValueSlope);
    const auto intercept = numberOf(mapping, DCM_RealWorldValueIntercept);
    if (!slope || !intercept || *slope == 0) {
        return std::nullopt;
    }
    return Rescale{*slope, *intercept};
}

/// What the scanner measured: stored / scale slope + (rescale intercept / (rescale slope × scale
/// slope)).
std::optional<Rescale> philipsRescale(DcmItem& data, const Rescale& ordinary) {
    static const DcmTagKey scaleSlopeTag(0x2005, 0x100e);
    const bool isPhilips = codeOf(data, DcmTagKey(0x2005, 0x0010)).starts_with("Philips") ||
                           codeOf(data, DcmTagKey(0x2005, 0x0014)).starts_with("Philips");
    const auto scaleSlope = numberOf(data, scaleSlopeTag);
    if (!isPhilips || !scaleSlope || !(*scaleSlope > 0)) {
        return std::nullopt;
    }
    return Rescale{1 / *scaleSlope, ordinary.intercept / (ordinary.slope * *scaleSlope)};
}

bool isUsable(const std::optional<Rescale>& rescale) {
    return rescale && std::isfinite(rescale->slope) && std::isfinite(rescale->intercept) &&
           rescale->slope != 0;
}

} // namespace

void readRescale(DcmItem* ordinary, DcmItem* realWorld, DcmItem* philips, SliceHeader& slice) {
    if (ordinary != nullptr) {
        slice.rescale = ordinaryRescale(*ordinary);
    }
    if (slice.modality != "MR") {
        return;
    }
    const auto real = realWorld != nullptr ? realWorldRescale(*realWorld) : std::nullopt;
    const auto measured = philips != nullptr && slice.rescale
                              ? philipsRescale(*philips, *slice.rescale)
                              : std::nullopt;
    if (isUsable(real)) {
        slice.rescale = real;
        slice.rescaleSource = "the real world values that the object states";
    } else if (isUsable(measured)) {
        slice.rescale = measured;
        slice.rescaleSource = "the measured values by Philips's private scale slope (2005,100E)";
    }
}

} // namespace laurel
