function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "failed: ${command}")
    endif()
endfunction()

file(REMOVE_RECURSE "${INSTALLED}" "${BUILT}")
string(REPLACE ";" " " FLAGS "${FLAGS}")
run("${CMAKE_COMMAND}" --install "${LAUREL_BUILD}" --prefix "${INSTALLED}" --component sdk)
run("${CMAKE_COMMAND}" -S "${TEMPLATE}" -B "${BUILT}" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${INSTALLED}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCMAKE_CXX_FLAGS=${FLAGS}")
run("${CMAKE_COMMAND}" --build "${BUILT}")
