#pragma once

#include "test_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace laurel {

/// NIfTI files made byte by byte after the published layouts (nifti1.h, nifti2.h of the NIfTI Data
/// Format Working Group), so that the reader is tested against the standard and not against a
/// writer. Starts as a valid 3×4×5 image of u8, sform and qform identity; voxel i holds i.
class NiftiBytes {
  public:
    explicit NiftiBytes(int version = 1, bool bigEndian = false)
        : version_(version), bigEndian_(bigEndian), bytes_(version == 1 ? 352 : 544) {
        set("sizeof_hdr", version == 1 ? 348 : 540);
        setMagic(version == 1 ? std::string("n+1\0", 4) : std::string("n+2\0\r\n\032\n", 8));
        setAll("dim", {3, 3, 4, 5, 1, 1, 1, 1});
        setAll("pixdim", {1, 1, 1, 1, 0, 0, 0, 0});
        set("datatype", 2);
        set("bitpix", 8);
        set("vox_offset", version == 1 ? 352 : 544);
        set("xyzt_units", 2);
        set("qform_code", 1);
        set("sform_code", 1);
        setAll("srow_x", {1, 0, 0, 0});
        setAll("srow_y", {0, 1, 0, 0});
        setAll("srow_z", {0, 0, 1, 0});
        std::vector<std::uint8_t> voxels(60);
        for (std::size_t i = 0; i < voxels.size(); ++i) {
            voxels[i] = static_cast<std::uint8_t>(i);
        }
        setVoxels(voxels);
    }

    /// Field by its name in the standard; element `index` where it is an array.
    NiftiBytes& set(const std::string& field, double value, std::size_t index = 0) {
        const Place place = placeOf(field);
        const std::size_t at = place.offset + index * sizeOf(place.type);
        switch (place.type) {
        case 'b':
            return put(at, static_cast<std::int8_t>(value));
        case 's':
            return put(at, static_cast<std::int16_t>(value));
        case 'i':
            return put(at, static_cast<std::int32_t>(value));
        case 'l':
            return put(at, static_cast<std::int64_t>(value));
        case 'f':
            return put(at, static_cast<float>(value));
        default:
            return put(at, value);
        }
    }

    NiftiBytes& setAll(const std::string& field, const std::vector<double>& values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            set(field, values[i], i);
        }
        return *this;
    }

    NiftiBytes& setMagic(const std::string& magic) {
        std::memcpy(bytes_.data() + (version_ == 1 ? 344 : 4), magic.data(), magic.size());
        return *this;
    }

    /// Replaces all behind the header.
    template <typename Sample>
    NiftiBytes& setVoxels(const std::vector<Sample>& voxels) {
        bytes_.resize(version_ == 1 ? 352 : 544);
        for (const Sample voxel : voxels) {
            bytes_.resize(bytes_.size() + sizeof(Sample));
            put(bytes_.size() - sizeof(Sample), voxel);
        }
        return *this;
    }

    NiftiBytes& resize(std::size_t size) {
        bytes_.resize(size);
        return *this;
    }

    const std::vector<std::byte>& bytes() const { return bytes_; }

    void write(const std::filesystem::path& path) const { writeTestFile(path, (bytes_)); }

  private:
    struct Place {
        std::size_t offset;
        char type; ///< b s i l: integers of 1 2 4 8 bytes; f d: floats of 4 8
    };

    static std::size_t sizeOf(char type) {
        return type == 'b' ? 1 : type == 's' ? 2 : type == 'i' || type == 'f' ? 4 : 8;
    }

    Place placeOf(const std::string& field) const {
        static const std::map<std::string, std::pair<Place, Place>> places{
            {"sizeof_hdr", {{0, 'i'}, {0, 'i'}}},     {"dim", {{40, 's'}, {16, 'l'}}},
            {"datatype", {{70, 's'}, {12, 's'}}},     {"bitpix", {{72, 's'}, {14, 's'}}},
            {"pixdim", {{76, 'f'}, {104, 'd'}}},      {"vox_offset", {{108, 'f'}, {168, 'l'}}},
            {"scl_slope", {{112, 'f'}, {176, 'd'}}},  {"scl_inter", {{116, 'f'}, {184, 'd'}}},
            {"xyzt_units", {{123, 'b'}, {500, 'i'}}}, {"cal_max", {{124, 'f'}, {192, 'd'}}},
            {"toffset", {{136, 'f'}, {216, 'd'}}},    {"qform_code", {{252, 's'}, {344, 'i'}}},
            {"sform_code", {{254, 's'}, {348, 'i'}}}, {"quatern_b", {{256, 'f'}, {352, 'd'}}},
            {"quatern_c", {{260, 'f'}, {360, 'd'}}},  {"quatern_d", {{264, 'f'}, {368, 'd'}}},
            {"qoffset_x", {{268, 'f'}, {376, 'd'}}},  {"qoffset_y", {{272, 'f'}, {384, 'd'}}},
            {"qoffset_z", {{276, 'f'}, {392, 'd'}}},  {"srow_x", {{280, 'f'}, {400, 'd'}}},
            {"srow_y", {{296, 'f'}, {432, 'd'}}},     {"srow_z", {{312, 'f'}, {464, 'd'}}}};
        const auto& [first, second] = places.at(field);
        return version_ == 1 ? first : second;
    }

    template <typename Value>
    NiftiBytes& put(std::size_t offset, Value value) {
        std::array<std::byte, sizeof(Value)> raw{};
        std::memcpy(raw.data(), &value, sizeof(Value));
        if (bigEndian_ == (std::endian::native == std::endian::little)) {
            std::reverse(raw.begin(), raw.end());
        }
        std::copy(raw.begin(), raw.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
        return *this;
    }

    int version_;
    bool bigEndian_;
    std::vector<std::byte> bytes_;
};

} // namespace laurel
