# laurel_add_plugin(name SOURCES ... [LINK deps...] [FOLDER folder])
#
# Makes liblaurel_plugin_<name>.so from laurel::sdk, in the folder where Laurel looks for plugins (outside
# Laurel's own build, in FOLDER or the build folder). Only its entry point is visible: the host and other
# plugins bring their own copies of everything else.
function(laurel_add_plugin name)
    cmake_parse_arguments(ARG "" "FOLDER" "SOURCES;LINK" ${ARGN})
    if(NOT ARG_FOLDER AND TARGET laurel_options)
        set(ARG_FOLDER "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/plugins")
    elseif(NOT ARG_FOLDER)
        set(ARG_FOLDER "${CMAKE_CURRENT_BINARY_DIR}")
    endif()
    add_library(laurel_plugin_${name} MODULE ${ARG_SOURCES})
    target_compile_features(laurel_plugin_${name} PRIVATE cxx_std_20)
    target_link_libraries(laurel_plugin_${name} PRIVATE laurel::sdk ${ARG_LINK})
    if(TARGET laurel_options) # our own warnings are not everyone's
        target_link_libraries(laurel_plugin_${name} PRIVATE laurel_options)
    endif()
    target_link_options(laurel_plugin_${name} PRIVATE -Wl,--exclude-libs,ALL,--no-undefined)
    set_target_properties(laurel_plugin_${name} PROPERTIES
        LIBRARY_OUTPUT_DIRECTORY "${ARG_FOLDER}" CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    # Laurel opens no plugin that others can write, and some systems' umask lets a group write all.
    add_custom_command(TARGET laurel_plugin_${name} POST_BUILD
        COMMAND chmod go-w "$<TARGET_FILE:laurel_plugin_${name}>" "${ARG_FOLDER}" VERBATIM)
endfunction()
