/** Where the facts of the tables come from, by the keys that their entries name. */
export const SOURCES = Object.freeze({
  macros: 'qemu/qemu include/hw/core/boards.h, the MACHINE_VER_* macros',
  capabilities:
    'libvirt/libvirt tests/qemucapabilitiesdata/caps_{9.0.0,9.1.0,10.0.0,10.1.0,11.1.0}_x86_64.xml',
  debian: '-machine help of QEMU 7.2 and 11.1 in Debian (x86_64, aarch64, s390x, ppc64)',
  removed: 'qemu/qemu docs/about/removed-features.rst',
  pc1: 'qemu-devel: pc-i440fx-1.4 to 1.7 deprecated since 7.0 and removed in 8.2',
  pc2: 'qemu/qemu c7437f0ddb (deprecation) and 46a2bd52571 (removal)',
  q35: 'qemu/qemu 86165b499edf of 2016-01-23; the release is told from the date',
  pseries:
    'qemu/qemu 0cac0f1b964; the release of the removal is told from the order of the patches',
  rhel7: '-machine help of qemu-kvm-ev on CentOS 7.4 and of qemu-kvm on RHEL 7.6',
  rhel8:
    '-machine help of qemu-kvm of RHEL 8.5 (x86_64, aarch64) and 8.6; Red Hat, Considerations in adopting RHEL 8',
  rhel9:
    '-machine help of qemu-kvm 8.0.0-5.el9 (kubevirt/community mass_machine_type_transition.md) and of Rocky Linux 9.8; node labels of KubeVirt on aarch64; centos-stream/src/qemu-kvm merge requests 225, 270, 413',
  rhel10:
    'centos-stream/src/qemu-kvm merge requests 254, 270, 416; changelog of qemu-kvm (RHEL-29002, RHEL-29003, RHEL-35587, RHEL-45141)',
  ubuntuListings:
    '-machine help of Ubuntu 18.04, 24.04, 25.10 and 26.04; libvirt capabilities of 23.10',
  ubuntuDocs: 'Ubuntu Server documentation, Virtualisation with QEMU',
} as const);

/** A key of {@link SOURCES}. */
export type Source = keyof typeof SOURCES;
