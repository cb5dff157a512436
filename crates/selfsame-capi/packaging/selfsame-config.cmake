# CMake package of selfsame: find_package(selfsame 0.1 REQUIRED), then link selfsame::selfsame
# (the shared library) or selfsame::selfsame-static. It finds its files from where it lies:
# <prefix>/share/selfsame/cmake.
#
# Sets selfsame_MODELS_DIR, the folder for selfsame_models_in_folder.

include(CMakeFindDependencyMacro)
find_dependency(Threads)

get_filename_component(_selfsame_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(selfsame_MODELS_DIR "${_selfsame_prefix}/share/selfsame/models")
set(_selfsame_include "${_selfsame_prefix}/include")
# Not every system calls it lib.
# `make install` writes here which one it was; elsewhere the place-holder finds nothing.
set(_selfsame_libs "@LIBDIR@" "${_selfsame_prefix}/lib" "${_selfsame_prefix}/lib64"
    "${_selfsame_prefix}/lib/${CMAKE_LIBRARY_ARCHITECTURE}")

# A build folder may have been configured with another prefix before.
unset(selfsame_SHARED_LIBRARY CACHE)
unset(selfsame_STATIC_LIBRARY CACHE)
find_library(selfsame_SHARED_LIBRARY
    NAMES ${CMAKE_SHARED_LIBRARY_PREFIX}selfsame${CMAKE_SHARED_LIBRARY_SUFFIX}
    PATHS ${_selfsame_libs} NO_DEFAULT_PATH)
find_library(selfsame_STATIC_LIBRARY
    NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}selfsame${CMAKE_STATIC_LIBRARY_SUFFIX}
    PATHS ${_selfsame_libs} NO_DEFAULT_PATH)
mark_as_advanced(selfsame_SHARED_LIBRARY selfsame_STATIC_LIBRARY)

if(selfsame_SHARED_LIBRARY AND NOT TARGET selfsame::selfsame)
    add_library(selfsame::selfsame SHARED IMPORTED)
    set_target_properties(selfsame::selfsame PROPERTIES
        IMPORTED_LOCATION "${selfsame_SHARED_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${_selfsame_include}")
endif()
if(selfsame_STATIC_LIBRARY AND NOT TARGET selfsame::selfsame-static)
    add_library(selfsame::selfsame-static STATIC IMPORTED)
    # OpenH264, which decodes clips, is C++.
    set_target_properties(selfsame::selfsame-static PROPERTIES
        IMPORTED_LOCATION "${selfsame_STATIC_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${_selfsame_include}"
        INTERFACE_LINK_LIBRARIES "stdc++;Threads::Threads;${CMAKE_DL_LIBS};m")
endif()

if(NOT selfsame_SHARED_LIBRARY AND NOT selfsame_STATIC_LIBRARY)
    set(selfsame_FOUND FALSE)
    set(selfsame_NOT_FOUND_MESSAGE "no library of selfsame lies under ${_selfsame_prefix}")
endif()
unset(_selfsame_prefix)
unset(_selfsame_include)
unset(_selfsame_libs)
