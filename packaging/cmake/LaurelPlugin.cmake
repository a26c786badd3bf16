# laurel_add_plugin(name SOURCES ... [LINK deps...] [FOLDER folder])
#
# Makes liblaurel_plugin_<name>.so from laurel::sdk, in the folder where Laurel looks for plugins. Only
# its entry point is visible: the host and other plugins bring their own copies of everything else.
function(laurel_add_plugin name)
    cmake_parse_arguments(ARG "" "FOLDER" "SOURCES;LINK" ${ARGN})
    if(NOT ARG_FOLDER)
        set(ARG_FOLDER "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/plugins")
    endif()
    add_library(laurel_plugin_${name} MODULE ${ARG_SOURCES})
    target_link_libraries(laurel_plugin_${name} PRIVATE laurel::sdk ${ARG_LINK} laurel_options)
    target_link_options(laurel_plugin_${name} PRIVATE -Wl,--exclude-libs,ALL)
    set_target_properties(laurel_plugin_${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${ARG_FOLDER}")
    # Laurel opens no plugin that others can write, and some systems' umask lets a group write all.
    add_custom_command(TARGET laurel_plugin_${name} POST_BUILD
        COMMAND chmod go-w "$<TARGET_FILE:laurel_plugin_${name}>" "${ARG_FOLDER}" VERBATIM)
endfunction()
