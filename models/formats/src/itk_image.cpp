#include "itk_image.h"

#include "data_files.h"
#include "gipl_header.h"
#include "itk_io.h"
#include "minc_dimensions.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <array>
#include <cmath>

namespace laurel {

namespace fs = std::filesystem;

namespace {

static_assert(ITK_VERSION_MAJOR == 5, "later versions convert MINC's RAS to LPS themselves");

/// Extents as the header declares them, checked one by one.
struct Extents {
    GridSize size;
    std::int64_t frames = 1;     ///< as a fourth dimension
    std::int64_t components = 1; ///< of each voxel
};

std::uint64_t sampleCount(const Extents& extents) {
    return static_cast<std::uint64_t>(extents.size.voxels() * extents.frames * extents.components);
}

[[noreturn]] void refuse(const std::string& source, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + ": " + problem);
}

Extents extentsOf(const itk::ImageIOBase& io, const std::string& source) {
    const unsigned rank = io.GetNumberOfDimensions();
    if (rank < 2 || rank > 4) {
        throw Error(ErrorCode::Unsupported,
                    source + ": " + std::to_string(rank) + " dimensions; 2 to 4 are supported");
    }
    const auto extent = [&](unsigned axis) -> std::int64_t {
        const std::uint64_t declared = axis < rank ? io.GetDimensions(axis) : 1;
        if (declared < 1 || declared > 65535) {
            refuse(source, "extent " + std::to_string(declared) + " along axis " +
                               std::to_string(axis) + " is not 1 to 65535");
        }
        return static_cast<std::int64_t>(declared);
    };
    const Extents extents{{extent(0), extent(1), extent(2)}, extent(3), io.GetNumberOfComponents()};
    if (extents.components < 1 || (extents.components > 1 && extents.frames > 1)) {
        throw Error(ErrorCode::Unsupported,
                    source + ": several components in each voxel of a 4-D image");
    }
    return extents;
}

/// Scalars, or plain lists of them; colours, tensors and complex numbers are not images of ours.
void checkPixelType(const itk::ImageIOBase& io, const std::string& source) {
    const auto type = io.GetPixelType();
    if (type != itk::IOPixelEnum::SCALAR && type != itk::IOPixelEnum::VECTOR &&
        type != itk::IOPixelEnum::VARIABLELENGTHVECTOR && type != itk::IOPixelEnum::POINT &&
        type != itk::IOPixelEnum::COVARIANTVECTOR) {
        throw Error(ErrorCode::Unsupported, source + ": voxels of type " +
                                                itk::ImageIOBase::GetPixelTypeAsString(type) +
                                                "; only numbers are supported");
    }
}

Geometry geometryOf(const itk::ImageIOBase& io, const GridSize& size, ItkFormat format,
                    const std::string& source) {
    std::array<double, 3> spacing{1, 1, 1};
    std::array<double, 3> origin{};
    Matrix3 direction = identityMatrix;
    const unsigned rank = std::min(io.GetNumberOfDimensions(), 3U);
    for (unsigned axis = 0; axis < rank; ++axis) {
        spacing[axis] = io.GetSpacing(axis);
        origin[axis] = io.GetOrigin(axis);
        const std::vector<double> column = io.GetDirection(axis);
        for (unsigned row = 0; row < rank; ++row) {
            direction[3 * row + axis] = column.at(row);
        }
    }
    if (format == ItkFormat::Minc) { // ITK 5 hands on MINC's RAS as it is
        for (std::size_t i = 0; i < 6; ++i) {
            direction[i] = -direction[i];
        }
        origin[0] = -origin[0];
        origin[1] = -origin[1];
    }
    try {
        return Geometry(size, spacing, {origin[0], origin[1], origin[2]}, direction);
    } catch (const Error& error) {
        throw Error(error.code(), source + ": " + error.what());
    }
}

itk::ImageIOBase::Pointer openHeader(const fs::path& path, ItkFormat format) {
    itk::Object::GlobalWarningDisplayOff();
    if (format == ItkFormat::Minc) {
        checkMincDimensions(path);
    }
    itk::ImageIOBase::Pointer io = makeImageIo(format);
    translatingItk(path.string(), ErrorCode::InvalidInput, [&] {
        if (!io->CanReadFile(path.c_str())) {
            refuse(path.string(), "is not " + nameOf(format));
        }
        io->SetFileName(path.string());
        io->ReadImageInformation();
    });
    checkPixelType(*io, path.string());
    return io;
}

/// Components of a voxel lie together in the file; frames of a Volume apart.
void separateComponents(SampleBuffer& samples, std::int64_t components) {
    std::visit(
        [&](auto& all) {
            const auto step = static_cast<std::size_t>(components);
            const std::size_t voxels = all.size() / step;
            auto separated = all;
            for (std::size_t i = 0; i < all.size(); ++i) {
                separated[(i % step) * voxels + i / step] = all[i];
            }
            all = std::move(separated);
        },
        samples);
}

SampleBuffer readSamples(itk::ImageIOBase& io, const Extents& extents, const std::string& source) {
    SampleBuffer samples =
        makeSamples(io.GetComponentType(), static_cast<std::size_t>(sampleCount(extents)), source);
    itk::ImageIORegion region(io.GetNumberOfDimensions());
    for (unsigned axis = 0; axis < io.GetNumberOfDimensions(); ++axis) {
        region.SetSize(axis, io.GetDimensions(axis));
    }
    io.SetIORegion(region);
    translatingItk(source, ErrorCode::InvalidInput,
                   [&] { io.Read(writableBytes(samples).data()); });
    if (extents.components > 1) {
        separateComponents(samples, extents.components);
    }
    return samples;
}

/// Bytes of all samples, within the limits. Precondition: a Geometry holds the size.
std::uint64_t checkedBytes(const itk::ImageIOBase& io, const Extents& extents,
                           const ReadLimits& limits, const std::string& source) {
    const std::int64_t frames = extents.frames * extents.components;
    if (frames > 65535) {
        throw Error(ErrorCode::LimitExceeded,
                    source + ": " + std::to_string(frames) + " frames, at most 65535 are read");
    }
    // Below 2^34 voxels, 2^16 frames and 8 bytes: no overflow.
    const std::uint64_t bytes = sampleCount(extents) * io.GetComponentSize();
    if (bytes > limits.maxBytes) {
        throw Error(ErrorCode::LimitExceeded, source + ": " + std::to_string(bytes) +
                                                  " bytes of samples, at most " +
                                                  std::to_string(limits.maxBytes) + " are read");
    }
    return bytes;
}

bool isAxial(const Geometry& geometry) {
    for (std::size_t i = 0; i < 9; ++i) {
        if (std::abs(geometry.direction()[i] - identityMatrix[i]) > 1e-6) {
            return false;
        }
    }
    return true;
}

void checkKeepable(const fs::path& path, ItkFormat format, const Volume& volume) {
    const bool keepsFrames = format == ItkFormat::Nrrd || format == ItkFormat::MetaImage;
    if (volume.frames() > 1 && !keepsFrames) {
        throw Error(ErrorCode::Unsupported, path.string() + ": " + nameOf(format) +
                                                " holds one frame or layer, not " +
                                                std::to_string(volume.frames()));
    }
    if (format == ItkFormat::Gipl && volume.pixelType() == PixelType::I32) {
        throw Error(ErrorCode::Unsupported,
                    path.string() + ": GIPL is not written with 32-bit integers; save as NRRD, "
                                    "MetaImage or NIfTI");
    }
    if (format == ItkFormat::Gipl && !isAxial(volume.geometry())) {
        throw Error(ErrorCode::Unsupported,
                    path.string() + ": GIPL has no place for the direction of the grid's axes; "
                                    "reorient to LPS, or save as NRRD, MetaImage or NIfTI");
    }
}

/// Frames of a Volume become the components of a voxel.
template <typename Sample>
std::vector<Sample> joinFrames(const std::vector<Sample>& all, std::int64_t frames) {
    const auto step = static_cast<std::size_t>(frames);
    const std::size_t voxels = all.size() / step;
    std::vector<Sample> joined(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        joined[i] = all[(i % step) * voxels + i / step];
    }
    return joined;
}

void describe(itk::ImageIOBase& io, ItkFormat format, const Volume& volume) {
    const Geometry& geometry = volume.geometry();
    const bool asComponents = format == ItkFormat::Nrrd && volume.frames() > 1;
    const unsigned rank = volume.frames() > 1 && !asComponents ? 4 : 3;
    const double sign = format == ItkFormat::Minc ? -1 : 1; // RAS
    const std::array<double, 3> origin{sign * geometry.origin().x, sign * geometry.origin().y,
                                       geometry.origin().z};
    io.SetNumberOfDimensions(rank);
    itk::ImageIORegion region(rank);
    for (unsigned axis = 0; axis < rank; ++axis) {
        const bool spatial = axis < 3;
        const auto extent = static_cast<std::size_t>(
            spatial ? geometry.size()[static_cast<int>(axis)] : volume.frames());
        std::vector<double> column(rank);
        for (unsigned row = 0; spatial && row < 3; ++row) {
            column[row] = (row < 2 ? sign : 1) * geometry.direction()[3 * row + axis];
        }
        if (!spatial) {
            column[axis] = 1;
        }
        io.SetDimensions(axis, extent);
        io.SetSpacing(axis, spatial ? geometry.spacing()[axis] : 1);
        io.SetOrigin(axis, spatial ? origin[axis] : 0);
        io.SetDirection(axis, column);
        region.SetSize(axis, extent);
    }
    io.SetIORegion(region);
    io.SetComponentType(componentType(volume.pixelType()));
    io.SetPixelType(asComponents ? itk::IOPixelEnum::VECTOR : itk::IOPixelEnum::SCALAR);
    io.SetNumberOfComponents(asComponents ? static_cast<unsigned>(volume.frames()) : 1);
}

void writeTo(const fs::path& temporary, ItkFormat format, const Volume& volume,
             const HeaderFields& fields) {
    const itk::ImageIOBase::Pointer io = makeImageIo(format);
    describe(*io, format, volume);
    setHeaderFields(*io, fields);
    io->SetFileName(temporary.string());
    io->SetUseCompression(true);
    const bool join = format == ItkFormat::Nrrd && volume.frames() > 1;
    std::visit(
        [&](const auto& samples) {
            if (join) {
                io->Write(joinFrames(samples, volume.frames()).data());
            } else {
                io->Write(samples.data());
            }
        },
        volume.pixels());
}

} // namespace

ItkHeader readItkHeader(const fs::path& path, ItkFormat format) {
    locateSamples(path, format);
    const itk::ImageIOBase::Pointer io = openHeader(path, format);
    const Extents extents = extentsOf(*io, path.string());
    return {geometryOf(*io, extents.size, format, path.string()),
            extents.frames * extents.components, headerFields(*io)};
}

ItkVolume readItkVolume(const fs::path& path, ItkFormat format, const ReadLimits& limits) {
    const auto storage = locateSamples(path, format);
    const itk::ImageIOBase::Pointer io = openHeader(path, format);
    const Extents extents = extentsOf(*io, path.string());
    const Geometry geometry = geometryOf(*io, extents.size, format, path.string());
    const std::uint64_t bytes = checkedBytes(*io, extents, limits, path.string());
    if (storage) {
        checkSamples(
            *storage,
            bytes + (format == ItkFormat::Gipl && storage->isDeflated ? GiplHeader::bytes : 0));
    }
    SampleBuffer samples = readSamples(*io, extents, path.string());
    return {Volume(geometry, toPixels(std::move(samples), path.string()),
                   extents.frames * extents.components),
            headerFields(*io)};
}

void writeItkVolume(const fs::path& path, ItkFormat format, const Volume& volume,
                    const HeaderFields& fields) {
    checkKeepable(path, format, volume);
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        translatingItk(path.string(), ErrorCode::Io,
                       [&] { writeTo(temporary, format, volume, fields); });
        const auto storage = locateSamples(temporary, format);
        if (storage && storage->file != temporary) { // the header last, when what it names is there
            const fs::path data = storage->file;
            writeThroughTemporary(path.parent_path() / data.filename(),
                                  [&](const fs::path& aside) { fs::rename(data, aside); });
        }
    });
}

} // namespace laurel
