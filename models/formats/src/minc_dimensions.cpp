#include "minc_dimensions.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <H5Apublic.h>
#include <H5Dpublic.h>
#include <H5Epublic.h>
#include <H5Fpublic.h>
#include <H5Ppublic.h>
#include <H5Tpublic.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// What HDF5 opened, and closes again.
class Handle {
  public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    ~Handle() {
        if (*this) {
            close_(id_);
        }
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle(Handle&&) = delete;
    Handle& operator=(Handle&&) = delete;

    explicit operator bool() const { return id_ >= 0; }
    hid_t id() const { return id_; }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// HDF5 prints what it refuses, unless it is told otherwise.
class Unprinted {
  public:
    Unprinted() {
        H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~Unprinted() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
    Unprinted(const Unprinted&) = delete;
    Unprinted& operator=(const Unprinted&) = delete;
    Unprinted(Unprinted&&) = delete;
    Unprinted& operator=(Unprinted&&) = delete;

  private:
    H5E_auto2_t print_ = nullptr;
    void* data_ = nullptr;
};

/// Empty where it cannot be read.
std::string textOf(hid_t object, const char* name) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    if (!attribute) {
        return {};
    }
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    const bool isText = type && H5Tget_class(type.id()) == H5T_STRING &&
                        H5Tis_variable_str(type.id()) == 0 &&
                        H5Aget_storage_size(attribute.id()) == H5Tget_size(type.id());
    constexpr std::size_t most = 4096;
    if (!isText || H5Tget_size(type.id()) > most) {
        return {};
    }
    std::string text(H5Tget_size(type.id()), '\0');
    if (H5Aread(attribute.id(), type.id(), text.data()) < 0) {
        return {};
    }
    text.resize(std::string_view(text.c_str()).size());
    return text;
}

/// 0 where it cannot be read.
std::uint32_t lengthOf(hid_t file, const std::string& dimension) {
    const std::string place = "/minc-2.0/dimensions/" + dimension;
    const Handle object(H5Dopen2(file, place.c_str(), H5P_DEFAULT), H5Dclose);
    const Handle attribute(object ? H5Aopen(object.id(), "length", H5P_DEFAULT) : -1, H5Aclose);
    if (!attribute) {
        return 0;
    }
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    const bool isOneNumber = type && H5Tget_class(type.id()) == H5T_INTEGER &&
                             H5Aget_storage_size(attribute.id()) == H5Tget_size(type.id());
    std::uint32_t length = 0;
    return isOneNumber && H5Aread(attribute.id(), H5T_NATIVE_UINT32, &length) >= 0 ? length : 0;
}

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": " + why);
}

} // namespace

void checkMincDimensions(const fs::path& path) {
    const Unprinted quiet;
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    const Handle image(
        file ? H5Dopen2(file.id(), "/minc-2.0/image/0/image", H5P_DEFAULT) : hid_t{-1}, H5Dclose);
    if (!image) {
        refuse(path, "is not MINC 2 (no image that HDF5 can open)");
    }
    std::istringstream order(textOf(image.id(), "dimorder"));
    bool isEmpty = true;
    for (std::string dimension; std::getline(order, dimension, ','); isEmpty = false) {
        if (lengthOf(file.id(), dimension) == 0) {
            refuse(path, "the length of dimension " + quotedForMessage(dimension) +
                             " cannot be read; the file is damaged");
        }
    }
    if (isEmpty) {
        refuse(path, "the order of its dimensions cannot be read; the file is damaged");
    }
}

} // namespace laurel
