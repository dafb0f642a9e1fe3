# The Debian package, for the release of Debian on which it is built. See packaging/README.md.
include(GNUInstallDirs)

set(name metallb-pool-exporter)
set(debian ${CMAKE_CURRENT_LIST_DIR})
set(files ${CMAKE_CURRENT_BINARY_DIR}/debian)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${name})
set(CPACK_PACKAGE_VENDOR ${name})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# One package, from two of the components.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENTS_ALL program debian)

# The release of Debian is a part of the version, so that an upgrade of Debian upgrades the package.
file(STRINGS /etc/os-release release REGEX "^VERSION_ID=")
string(REGEX REPLACE "[^0-9.]" "" release "${release}")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1+deb${release})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
if(NOT CPACK_DEBIAN_PACKAGE_MAINTAINER)
  set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${name} <${name}@users.noreply.github.com>")
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus")
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE https://github.com/${name}/${name})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Prometheus exporter for MetalLB address pools")
set(CPACK_PACKAGE_DESCRIPTION "\
It reports how full the MetalLB address pools of many Kubernetes clusters are.
It also finds problems that no single cluster can see: an address that two
clusters assigned, and pools that overlap.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${debian}/postinst ${debian}/prerm ${debian}/postrm ${debian}/conffiles)

# Files that the program prints. The last arguments may be a pipe.
function(add_printed_file output)
  add_custom_command(OUTPUT ${files}/${output} COMMAND ${CMAKE_COMMAND} -E make_directory ${files}
    COMMAND ${name} ${ARGN} > ${files}/${output} DEPENDS ${name} VERBATIM)
endfunction()
add_printed_file(${name}.bash completion bash)
add_printed_file(${name}.fish completion fish)
add_printed_file(${name}.zsh completion zsh)
add_printed_file(${name}.1.gz man | gzip -9n)
add_custom_target(printed_files ALL DEPENDS ${files}/${name}.bash ${files}/${name}.fish
  ${files}/${name}.zsh ${files}/${name}.1.gz)

install(FILES ${files}/${name}.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${files}/${name}.bash RENAME ${name} COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${files}/${name}.fish COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Debian's zsh searches these folders below /usr/local and below /usr.
install(FILES ${files}/${name}.zsh RENAME _${name} COMPONENT local
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${files}/${name}.zsh RENAME _${name} COMPONENT debian EXCLUDE_FROM_ALL
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)

# SOURCE_DATE_EPOCH sets the date.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
configure_file(${debian}/changelog.in ${files}/changelog @ONLY)
add_custom_command(OUTPUT ${files}/changelog.Debian.gz DEPENDS ${files}/changelog
  COMMAND gzip -9nc ${files}/changelog > ${files}/changelog.Debian.gz VERBATIM)
add_custom_target(changelog ALL DEPENDS ${files}/changelog.Debian.gz)

set(doc ${CMAKE_INSTALL_DATADIR}/doc/${name})
install(FILES ${files}/changelog.Debian.gz ${debian}/copyright DESTINATION ${doc}
  COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/k8s/alerts/inhibition-rules.yaml DESTINATION ${doc}/examples
  COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/grafana/dashboards/metallb-pools.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/${name} COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${debian}/${name}.service ${debian}/${name}-scan.service DESTINATION lib/systemd/system
  COMPONENT debian EXCLUDE_FROM_ALL)
foreach(service ${name} ${name}-scan)
  install(FILES ${debian}/${service}.default RENAME ${service} DESTINATION /etc/default
    COMPONENT debian EXCLUDE_FROM_ALL)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/k8s/alerts/rules.yaml RENAME ${name}.rules.yml
  DESTINATION /etc/prometheus COMPONENT debian EXCLUDE_FROM_ALL)
install(DIRECTORY DESTINATION /etc/${name} COMPONENT debian EXCLUDE_FROM_ALL)

include(CPack)
