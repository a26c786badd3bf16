# Finds LibTorch and makes the target torch::torch.
#
# Torch's own package file is not used: on a CUDA build it wants the whole CUDA toolkit, and it sets
# global flags; including and linking needs neither. Found are Debian's libtorch-dev, an unpacked
# LibTorch archive, and the torch folder inside a Python, given by
# -DCMAKE_PREFIX_PATH=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)').
# A LibTorch with the old C++ ABI (_GLIBCXX_USE_CXX11_ABI=0) does not link with the rest of Laurel.

set(hints "")
foreach(prefix IN LISTS CMAKE_PREFIX_PATH)
    list(APPEND hints "${prefix}" "${prefix}/../..")
endforeach()
find_path(LibTorch_INCLUDE_DIR ATen/ATen.h HINTS ${hints} PATH_SUFFIXES include)
find_path(LibTorch_API_INCLUDE_DIR torch/nn.h HINTS ${hints}
          PATH_SUFFIXES include/torch/csrc/api/include torch/csrc/api/include)
foreach(library torch torch_cpu c10 torch_cuda c10_cuda)
    find_library(LibTorch_${library}_LIBRARY ${library} HINTS ${hints} PATH_SUFFIXES lib)
    mark_as_advanced(LibTorch_${library}_LIBRARY)
endforeach()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY
                                  LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR)

if(LibTorch_FOUND AND NOT TARGET torch::torch)
    add_library(torch::torch INTERFACE IMPORTED)
    # libtorch.so and the CUDA back end register themselves when loaded; no symbol of theirs is called.
    set(self_registering "${LibTorch_torch_LIBRARY}")
    if(LibTorch_torch_cuda_LIBRARY AND LibTorch_c10_cuda_LIBRARY)
        list(APPEND self_registering "${LibTorch_torch_cuda_LIBRARY}" "${LibTorch_c10_cuda_LIBRARY}")
    endif()
    string(JOIN " " kept -Wl,--no-as-needed ${self_registering} -Wl,--as-needed)
    set_target_properties(torch::torch PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${LibTorch_INCLUDE_DIR};${LibTorch_API_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "${kept};${LibTorch_torch_cpu_LIBRARY};${LibTorch_c10_LIBRARY}")
endif()
