#include "laurel/dicom/series_writer.h"

#include "dicom_text.h"
#include "gdcm_setup.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <gdcmWriter.h>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* mrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

/// The volume in 16 bits.
struct StoredPixels {
    std::vector<std::uint16_t> words; ///< two's complement where signed
    bool isSigned = false;
    Rescale rescale;
    double lowest = 0; ///< of the rescaled values
    double highest = 0;
    double largestError = 0;
};

template <typename T>
std::pair<double, double> rangeOf(const std::vector<T>& samples) {
    const auto [low, high] = std::ranges::minmax_element(samples);
    return {static_cast<double>(*low), static_cast<double>(*high)};
}

template <typename T>
bool areFinite(const std::vector<T>& samples) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::ranges::all_of(samples, [](T v) { return std::isfinite(v); });
    }
    return true;
}

template <typename T>
bool areWhole(const std::vector<T>& samples) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::ranges::all_of(samples, [](T v) { return v == std::floor(v); });
    }
    return true;
}

template <typename T>
StoredPixels inSixteenBits(const std::vector<T>& samples, const Rescale& rescale) {
    if (!areFinite(samples)) {
        throw Error(ErrorCode::InvalidInput, "an image with infinite or undefined values cannot be "
                                             "stored as DICOM");
    }
    const auto [low, high] = rangeOf(samples);
    StoredPixels stored;
    double step = 1;
    double offset = 0;
    const bool fitsUnsigned = low >= 0 && high <= 65535;
    if (areWhole(samples) && (fitsUnsigned || (low >= -32768 && high <= 32767))) {
        stored.isSigned = !fitsUnsigned || std::is_same_v<T, std::int16_t>;
    } else {
        step = high > low ? (high - low) / 65535 : 1;
        offset = low;
    }
    for (const T sample : samples) {
        const double quantised = std::round((static_cast<double>(sample) - offset) / step);
        const double error = std::abs(quantised * step + offset - static_cast<double>(sample));
        stored.largestError = std::max(stored.largestError, error * std::abs(rescale.slope));
        stored.words.push_back(static_cast<std::uint16_t>(static_cast<std::int32_t>(quantised)));
    }
    stored.rescale = {step * rescale.slope, offset * rescale.slope + rescale.intercept};
    const double atLow = low * rescale.slope + rescale.intercept;
    const double atHigh = high * rescale.slope + rescale.intercept;
    stored.lowest = std::min(atLow, atHigh);
    stored.highest = std::max(atLow, atHigh);
    return stored;
}

/// A 128-bit number as "2.25." and its decimal digits.
std::string makeUid(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    const std::array<std::uint64_t, 2> bits{random.bits(), random.bits()};
    std::memcpy(bytes.data(), bits.data(), bytes.size());
    std::string digits;
    while (std::ranges::any_of(bytes, [](std::uint8_t b) { return b != 0; })) {
        unsigned rest = 0;
        for (std::uint8_t& byte : bytes) {
            const unsigned value = rest << 8 | byte;
            byte = static_cast<std::uint8_t>(value / 10);
            rest = value % 10;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + rest));
    }
    return "2.25." + (digits.empty() ? "0" : digits);
}

class Elements {
  public:
    explicit Elements(gdcm::DataSet& data) : data_(data) {}

    void text(std::uint16_t group, std::uint16_t element, gdcm::VR::VRType vr, std::string value) {
        if (value.size() % 2 != 0) {
            value.push_back(vr == gdcm::VR::UI ? '\0' : ' ');
        }
        bytes(group, element, vr, value);
    }

    template <std::size_t N>
    void numbers(std::uint16_t group, std::uint16_t element, const std::array<double, N>& values) {
        std::string joined;
        for (const double value : values) {
            joined += (joined.empty() ? "" : "\\") + toDecimalString(value);
        }
        text(group, element, gdcm::VR::DS, joined);
    }

    void unsignedShort(std::uint16_t group, std::uint16_t element, std::int64_t value) {
        const std::string two{static_cast<char>(value & 0xFF),
                              static_cast<char>(value >> 8 & 0xFF)};
        bytes(group, element, gdcm::VR::US, two);
    }

    void bytes(std::uint16_t group, std::uint16_t element, gdcm::VR::VRType vr,
               const std::string& value) {
        gdcm::DataElement entry(gdcm::Tag(group, element));
        entry.SetVR(vr);
        entry.SetByteValue(value.data(), gdcm::VL(static_cast<std::uint32_t>(value.size())));
        data_.Replace(entry);
    }

  private:
    gdcm::DataSet& data_;
};

struct SeriesUids {
    explicit SeriesUids(Random& random)
        : study(makeUid(random)), series(makeUid(random)), frame(makeUid(random)) {}
    std::string study;
    std::string series;
    std::string frame;
};

/// Modules Patient, General Study, General Series, Frame of Reference and General Equipment (PS3.3
/// A.4).
void addCommonModules(Elements& elements, const SeriesUids& uids,
                      const SeriesWriteOptions& options) {
    using gdcm::VR;
    elements.text(0x0008, 0x0016, VR::UI, mrImageStorage);
    elements.text(0x0008, 0x0020, VR::DA, "");
    elements.text(0x0008, 0x0030, VR::TM, "");
    elements.text(0x0008, 0x0050, VR::SH, "");
    elements.text(0x0008, 0x0060, VR::CS, "MR");
    elements.text(0x0008, 0x0070, VR::LO, "Laurel");
    elements.text(0x0008, 0x0090, VR::PN, "");
    elements.text(0x0008, 0x103e, VR::LO, options.description);
    elements.text(0x0010, 0x0010, VR::PN, "Synthetic^Limb");
    elements.text(0x0010, 0x0020, VR::LO, "SYNTHETIC");
    elements.text(0x0010, 0x0030, VR::DA, "");
    elements.text(0x0010, 0x0040, VR::CS, "");
    if (!options.bodyPart.empty()) {
        elements.text(0x0018, 0x0015, VR::CS, options.bodyPart);
    }
    elements.text(0x0018, 0x5100, VR::CS, "HFS");
    elements.text(0x0020, 0x000d, VR::UI, uids.study);
    elements.text(0x0020, 0x000e, VR::UI, uids.series);
    elements.text(0x0020, 0x0010, VR::SH, "");
    elements.text(0x0020, 0x0011, VR::IS, "1");
    elements.text(0x0020, 0x0052, VR::UI, uids.frame);
    elements.text(0x0020, 0x0060, VR::CS, "");
    elements.text(0x0020, 0x1040, VR::LO, "");
}

/// Modules MR Image and General Image.
void addImageModules(Elements& elements, std::int64_t slice) {
    using gdcm::VR;
    elements.text(0x0008, 0x0008, VR::CS, "DERIVED\\SECONDARY\\OTHER");
    elements.text(0x0018, 0x0020, VR::CS, "RM");
    elements.text(0x0018, 0x0021, VR::CS, "NONE");
    elements.text(0x0018, 0x0022, VR::CS, "");
    elements.text(0x0018, 0x0023, VR::CS, "2D");
    elements.text(0x0018, 0x0080, VR::DS, "");
    elements.text(0x0018, 0x0081, VR::DS, "");
    elements.text(0x0018, 0x0091, VR::IS, "");
    elements.text(0x0020, 0x0013, VR::IS, std::to_string(slice + 1));
}

/// Module Image Plane.
void addPlane(Elements& elements, const Geometry& geometry, std::int64_t slice) {
    const auto& spacing = geometry.spacing();
    const Matrix3& d = geometry.direction();
    const WorldPoint position = geometry.toWorld(VoxelIndex{0, 0, slice});
    elements.numbers<1>(0x0018, 0x0050, {spacing[2]});
    elements.numbers<1>(0x0018, 0x0088, {spacing[2]});
    elements.numbers<3>(0x0020, 0x0032, {position.x, position.y, position.z});
    elements.numbers<6>(0x0020, 0x0037, {d[0], d[3], d[6], d[1], d[4], d[7]});
    elements.numbers<2>(0x0028, 0x0030, {spacing[1], spacing[0]});
}

/// Modules Image Pixel, VOI LUT and, where values are rescaled, Modality LUT.
void addPixels(Elements& elements, const StoredPixels& stored, const GridSize& size,
               std::int64_t slice) {
    using gdcm::VR;
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    elements.unsignedShort(0x0028, 0x0002, 1);
    elements.text(0x0028, 0x0004, VR::CS, "MONOCHROME2");
    elements.unsignedShort(0x0028, 0x0010, size.y);
    elements.unsignedShort(0x0028, 0x0011, size.x);
    elements.unsignedShort(0x0028, 0x0100, 16);
    elements.unsignedShort(0x0028, 0x0101, 16);
    elements.unsignedShort(0x0028, 0x0102, 15);
    elements.unsignedShort(0x0028, 0x0103, stored.isSigned ? 1 : 0);
    elements.numbers<1>(0x0028, 0x1050, {(stored.lowest + stored.highest) / 2});
    elements.numbers<1>(0x0028, 0x1051, {std::max(1.0, stored.highest - stored.lowest)});
    if (!(stored.rescale == Rescale{})) {
        elements.numbers<1>(0x0028, 0x1052, {stored.rescale.intercept});
        elements.numbers<1>(0x0028, 0x1053, {stored.rescale.slope});
        elements.text(0x0028, 0x1054, VR::LO, "US");
    }
    std::string bytes(plane * 2, '\0');
    std::memcpy(bytes.data(), stored.words.data() + static_cast<std::size_t>(slice) * plane,
                bytes.size());
    elements.bytes(0x7fe0, 0x0010, VR::OW, bytes);
}

void writeFile(const fs::path& file, gdcm::Writer& writer) {
    bool written = false;
    try {
        writer.SetFileName(file.c_str());
        written = writer.Write();
    } catch (const std::exception&) { // GDCM says no more than that it failed
        written = false;
    }
    if (!written) {
        throw Error(ErrorCode::Io, "cannot write " + file.string());
    }
}

std::string fileName(std::int64_t slice) {
    const std::string digits = std::to_string(slice + 1);
    return "slice_" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits +
           ".dcm";
}

void requireWritable(const fs::path& folder, const Volume& volume,
                     const SeriesWriteOptions& options) {
    if (volume.frames() != 1) {
        throw Error(ErrorCode::Unsupported, "a volume of " + std::to_string(volume.frames()) +
                                                " frames cannot be written as one DICOM series");
    }
    const bool isPlain = std::ranges::all_of(
        options.description, [](char c) { return c >= 0x20 && c < 0x7F && c != '\\'; });
    if (options.description.size() > 64 || !isPlain) {
        throw Error(ErrorCode::InvalidArgument,
                    "a series description has at most 64 printable ASCII characters");
    }
    std::error_code absent;
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder, absent))) {
        throw Error(ErrorCode::AlreadyExists,
                    folder.string() + " exists and is not an empty folder");
    }
}

void renameFolder(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) {
        throw Error(ErrorCode::Io, "cannot write " + to.string() + ": " + failed.message());
    }
}

} // namespace

SeriesWriteReport writeSeries(const fs::path& folder, const Volume& volume,
                              const SeriesWriteOptions& options, const CancellationToken& cancel) {
    silenceGdcm();
    requireWritable(folder, volume, options);
    const StoredPixels stored =
        std::visit([&](const auto& samples) { return inSixteenBits(samples, volume.rescale()); },
                   volume.pixels());
    Random random(options.seed);
    const SeriesUids uids(random);
    const fs::path target = fs::absolute(folder).lexically_normal();
    const fs::path parent = (target.has_filename() ? target : target.parent_path()).parent_path();
    const TemporaryFolder aside(parent);
    const fs::path made = aside.path() / "series";
    fs::create_directory(made);
    const GridSize& size = volume.geometry().size();
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        cancel.throwIfCancelled();
        gdcm::Writer writer;
        writer.GetFile().GetHeader().SetDataSetTransferSyntax(
            gdcm::TransferSyntax::ExplicitVRLittleEndian);
        Elements elements(writer.GetFile().GetDataSet());
        addCommonModules(elements, uids, options);
        elements.text(0x0008, 0x0018, gdcm::VR::UI, makeUid(random));
        addImageModules(elements, slice);
        addPlane(elements, volume.geometry(), slice);
        addPixels(elements, stored, size, slice);
        writeFile(made / fileName(slice), writer);
    }
    renameFolder(made, target);
    return {stored.largestError};
}

} // namespace laurel
