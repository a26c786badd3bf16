# What an installation consists of, and the Debian package made of it.
#
# bin/laurel, bin/laurelctl, lib/laurel/liblaurel_runtime.so, lib/laurel/plugins/, share/laurel/packages/: the program
# finds the rest relative to itself, so the tree can be moved.

include(GNUInstallDirs)

foreach(program laurel laurelctl laurel-train laurel-server)
    if(TARGET ${program})
        install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
    endif()
endforeach()
install(TARGETS laurel_runtime_module LIBRARY DESTINATION lib/laurel)
if(TARGET laurel-reader) # not for people to start
    install(TARGETS laurel-reader RUNTIME DESTINATION lib/laurel)
endif()
if(TARGET laurel_gdcm_module)
    install(TARGETS laurel_gdcm_module LIBRARY DESTINATION lib/laurel)
endif()
if(TARGET laurel)
    install(FILES packaging/desktop/org.laurel.Laurel.desktop
            DESTINATION "${CMAKE_INSTALL_DATADIR}/applications")
    install(FILES packaging/desktop/laurel.svg
            DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps" RENAME org.laurel.Laurel.svg)
endif()
install(TARGETS laurel_plugin_limb_muscle laurel_plugin_torchscript laurel_plugin_unet2d laurel_plugin_unet3d LIBRARY DESTINATION lib/laurel/plugins)
install(DIRECTORY models/packages/ DESTINATION "${CMAKE_INSTALL_DATADIR}/laurel/packages"
        FILES_MATCHING PATTERN "manifest.json" PATTERN "weights.safetensors" PATTERN "CARD.md")
include(LaurelInstallSdk)
install(FILES LICENSE README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(CPACK_PACKAGE_NAME laurel)
set(CPACK_PACKAGE_VENDOR "The Laurel developers")
set(CPACK_PACKAGE_CONTACT "The Laurel developers <laurel@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Muscle segmentation on MR and CT that learns from corrections")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
include(CPack)
