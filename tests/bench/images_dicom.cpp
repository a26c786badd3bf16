#include "bench.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/dicom/series.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/reading/image_reader.h"

#include <algorithm>
#include <chrono>
#include <gdcmImageReader.h>
#include <gdcmScanner.h>

namespace laurel::bench {

namespace {

namespace fs = std::filesystem;

constexpr double catalogueTarget = 1.5; // × GDCM's own scanner
constexpr double loadTarget = 1.2;      // × the decoder's own time
constexpr double memoryTarget = 1.3;    // volumes

Volume noisySlices(GridSize size) {
    Random random(2);
    std::vector<std::int16_t> values(static_cast<std::size_t>(size.voxels()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<std::int16_t>((i / 97) % 500 + random.bits() % 32);
    }
    return Volume(Geometry(size, {0.7, 0.7, 1.5}), std::move(values));
}

std::vector<std::string> filesIn(const fs::path& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.push_back(entry.path().string());
    }
    return files;
}

/// GDCM reading, from every header, the attributes that a listing needs.
void scanWithGdcm(const fs::path& folder) {
    gdcm::Scanner scanner;
    for (const auto& [group, element] :
         std::initializer_list<std::pair<int, int>>{{0x0008, 0x0018},
                                                    {0x0008, 0x0060},
                                                    {0x0008, 0x103e},
                                                    {0x0020, 0x000d},
                                                    {0x0020, 0x000e},
                                                    {0x0020, 0x0013},
                                                    {0x0020, 0x0032},
                                                    {0x0020, 0x0037},
                                                    {0x0028, 0x0010},
                                                    {0x0028, 0x0011},
                                                    {0x0028, 0x0030},
                                                    {0x0028, 0x0100},
                                                    {0x0028, 0x1052},
                                                    {0x0028, 0x1053}}) {
        scanner.AddTag(
            gdcm::Tag(static_cast<std::uint16_t>(group), static_cast<std::uint16_t>(element)));
    }
    if (!scanner.Scan(filesIn(folder))) {
        throw Error(ErrorCode::Internal, "GDCM cannot scan " + folder.string());
    }
}

void decodeWithGdcm(const fs::path& folder) {
    std::vector<char> pixels;
    for (const std::string& file : filesIn(folder)) {
        gdcm::ImageReader reader;
        reader.SetFileName(file.c_str());
        if (!reader.Read()) {
            throw Error(ErrorCode::Internal, "GDCM cannot read " + file);
        }
        pixels.resize(reader.GetImage().GetBufferLength());
        reader.GetImage().GetBuffer(pixels.data());
    }
}

LoadedImage load(const fs::path& folder) {
    NoProgress progress;
    return loadImage({.path = folder}, progress, {});
}

void readHere(const fs::path& folder) {
    NoProgress progress;
    readSeries(findSeries(folder).front(), progress, {});
}

Measurement catalogue(const fs::path& folder) {
    writeSeries(folder, noisySlices({64, 64, 1000}), {1, "Catalogue", ""});
    const PairedSeconds seconds = timePair(
        5, [&] { findSeries(folder); }, [&] { scanWithGdcm(folder); });
    return compare("list 1000 DICOM files", seconds.first, "GDCM's scanner", seconds.second,
                   catalogueTarget);
}

/// Until the middle slice can be shown.
Measurement firstPicture(const fs::path& folder) {
    constexpr double target = 150;
    constexpr int runs = 5;
    NoProgress progress;
    std::vector<double> milliseconds;
    for (int run = 0; run < runs; ++run) {
        const auto start = std::chrono::steady_clock::now();
        const auto note = [&](const SmallPicture&) {
            const std::chrono::duration<double, std::milli> passed =
                std::chrono::steady_clock::now() - start;
            milliseconds.push_back(passed.count());
        };
        loadImage({.path = folder, .picture = note}, progress, {});
    }
    std::ranges::sort(milliseconds);
    return {"its first picture", milliseconds.at(runs / 2), "ms", "", {}, target};
}

Measurement memory(const fs::path& folder, double bytes) {
    constexpr double bytesPerMegabyte = 1e6;
    std::optional<LoadedImage> kept;
    const double grown = peakGrowth([&] { kept = load(folder); });
    return {"most memory while loading it",
            grown / bytesPerMegabyte,
            "MB",
            "the volume",
            grown / bytes,
            memoryTarget};
}

} // namespace

std::vector<Measurement> dicomImages() {
    const TemporaryFolder folder;
    std::vector<Measurement> rows{catalogue(folder.path() / "many")};
    const fs::path series = folder.path() / "series";
    const Volume volume = noisySlices({512, 512, 500});
    writeSeries(series, volume, {2, "Series", ""});
    const auto decode = [&] { decodeWithGdcm(series); };
    const PairedSeconds here = timePair(
        3, [&] { readHere(series); }, decode);
    rows.push_back(compare("read 500 slices of 512×512", here.first, "GDCM decoding them",
                           here.second, loadTarget));
    const PairedSeconds apart = timePair(
        3, [&] { load(series); }, decode);
    rows.push_back(compare("the same in a process of its own", apart.first, "GDCM decoding them",
                           apart.second, loadTarget));
    rows.push_back(firstPicture(series));
    rows.push_back(memory(series, 2.0 * static_cast<double>(volume.geometry().size().voxels())));
    return rows;
}

} // namespace laurel::bench
