#pragma once

#include "itk_image.h"

#include "laurel/arrays/samples.h"
#include "laurel/base/error.h"

#include <itkImageIOBase.h>

namespace laurel {

/// The reader and writer of a format, made without ITK's factories: no library is searched for.
itk::ImageIOBase::Pointer makeImageIo(ItkFormat format);

/// "NRRD", "MetaImage", "GIPL", "MINC".
std::string nameOf(ItkFormat format);

/// Text fields that ITK keeps with an image, and back.
HeaderFields headerFields(const itk::ImageIOBase& io);
void setHeaderFields(itk::ImageIOBase& io, const HeaderFields& fields);

/// @throws Error Unsupported for a component type that is no number
SampleBuffer makeSamples(itk::IOComponentEnum type, std::size_t count, const std::string& source);
itk::IOComponentEnum componentType(PixelType type);

/// The last line of what ITK says: the ones before name its objects and call stack.
std::string reasonOf(const itk::ExceptionObject& error);

/// Runs `action`, translating ITK's exceptions to Error{code} with `source` in front.
template <typename Action>
auto translatingItk(const std::string& source, ErrorCode code, const Action& action) {
    try {
        return action();
    } catch (const itk::ExceptionObject& error) {
        throw Error(code, source + ": " + reasonOf(error));
    }
}

} // namespace laurel
