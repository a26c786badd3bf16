# What builds plugins against an installed Laurel (examples/plugin-template): the static libraries behind
# laurel::sdk, their headers and a CMake package. `cmake --install BUILD --component sdk` installs only this.

include(CMakePackageConfigHelpers)
set(sdk_libraries base json imaging weights package sdk)
list(TRANSFORM sdk_libraries PREPEND laurel_ OUTPUT_VARIABLE sdk_targets)
set(sdk_folder lib/cmake/Laurel)

install(TARGETS ${sdk_targets} laurel_options EXPORT LaurelTargets
        ARCHIVE DESTINATION lib/laurel/sdk COMPONENT sdk)
install(EXPORT LaurelTargets NAMESPACE laurel:: DESTINATION "${sdk_folder}" COMPONENT sdk)
foreach(library IN LISTS sdk_libraries)
    install(DIRECTORY "models/${library}/include/laurel" DESTINATION include COMPONENT sdk)
endforeach()
configure_package_config_file(packaging/cmake/LaurelConfig.cmake.in
    "${PROJECT_BINARY_DIR}/LaurelConfig.cmake" INSTALL_DESTINATION "${sdk_folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/LaurelConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/LaurelConfig.cmake" "${PROJECT_BINARY_DIR}/LaurelConfigVersion.cmake"
              packaging/cmake/LaurelPlugin.cmake packaging/cmake/FindLibTorch.cmake
        DESTINATION "${sdk_folder}" COMPONENT sdk)
