#include "itk_io.h"

#include <cctype>

#include <itkGiplImageIO.h>
#include <itkMINCImageIO.h>
#include <itkMetaDataObject.h>
#include <itkMetaImageIO.h>
#include <itkNrrdImageIO.h>

namespace laurel {

itk::ImageIOBase::Pointer makeImageIo(ItkFormat format) {
    switch (format) {
    case ItkFormat::Nrrd:
        return itk::NrrdImageIO::New().GetPointer();
    case ItkFormat::MetaImage:
        return itk::MetaImageIO::New().GetPointer();
    case ItkFormat::Gipl:
        return itk::GiplImageIO::New().GetPointer();
    case ItkFormat::Minc:
        break;
    }
    return itk::MINCImageIO::New().GetPointer();
}

std::string nameOf(ItkFormat format) {
    switch (format) {
    case ItkFormat::Nrrd:
        return "NRRD";
    case ItkFormat::MetaImage:
        return "MetaImage";
    case ItkFormat::Gipl:
        return "GIPL";
    case ItkFormat::Minc:
        break;
    }
    return "MINC";
}

std::string reasonOf(const itk::ExceptionObject& error) {
    std::string text = error.GetDescription();
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);
}

HeaderFields headerFields(const itk::ImageIOBase& io) {
    HeaderFields fields;
    const itk::MetaDataDictionary& dictionary = io.GetMetaDataDictionary();
    for (const std::string& key : dictionary.GetKeys()) {
        std::string value;
        if (itk::ExposeMetaData(dictionary, key, value)) {
            fields.emplace(key, value);
        }
    }
    return fields;
}

void setHeaderFields(itk::ImageIOBase& io, const HeaderFields& fields) {
    for (const auto& [key, value] : fields) {
        itk::EncapsulateMetaData(io.GetMetaDataDictionary(), key, value);
    }
}

SampleBuffer makeSamples(itk::IOComponentEnum type, std::size_t count, const std::string& source) {
    switch (type) {
    case itk::IOComponentEnum::UCHAR:
        return std::vector<std::uint8_t>(count);
    case itk::IOComponentEnum::CHAR:
        return std::vector<std::int8_t>(count);
    case itk::IOComponentEnum::USHORT:
        return std::vector<std::uint16_t>(count);
    case itk::IOComponentEnum::SHORT:
        return std::vector<std::int16_t>(count);
    case itk::IOComponentEnum::UINT:
        return std::vector<std::uint32_t>(count);
    case itk::IOComponentEnum::INT:
        return std::vector<std::int32_t>(count);
    case itk::IOComponentEnum::ULONG:
    case itk::IOComponentEnum::ULONGLONG:
        return std::vector<std::uint64_t>(count);
    case itk::IOComponentEnum::LONG:
    case itk::IOComponentEnum::LONGLONG:
        return std::vector<std::int64_t>(count);
    case itk::IOComponentEnum::FLOAT:
        return std::vector<float>(count);
    case itk::IOComponentEnum::DOUBLE:
        return std::vector<double>(count);
    default:
        throw Error(ErrorCode::Unsupported, source + ": samples of a type that is no number");
    }
}

itk::IOComponentEnum componentType(PixelType type) {
    switch (type) {
    case PixelType::U8:
        return itk::IOComponentEnum::UCHAR;
    case PixelType::I16:
        return itk::IOComponentEnum::SHORT;
    case PixelType::U16:
        return itk::IOComponentEnum::USHORT;
    case PixelType::I32:
        return itk::IOComponentEnum::INT;
    case PixelType::F32:
        break;
    }
    return itk::IOComponentEnum::FLOAT;
}

} // namespace laurel
