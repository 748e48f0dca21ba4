/**
 * The libvirt driver's own default machine types (nova/virt/libvirt/driver.py up to 19.x, then utils.py,
 * get_default_machine_type; commits f788b744ff, e155baefb0, 527c452a6f, f1426d128e, 31ff7ce7e2), each from the major
 * version of Nova that introduced it; null is none.
 */
const DEFAULTS: Readonly<Record<string, readonly (readonly [release: number, type: string])[]>> =
  Object.freeze({
    x86_64: [[20, 'pc']],
    i686: [[20, 'pc']],
    aarch64: [[11, 'virt']],
    armv7l: [
      [11, 'vexpress-a15'],
      [19, 'virt'],
    ],
    s390: [[11, 's390-ccw-virtio']],
    s390x: [[11, 's390-ccw-virtio']],
    ppc64le: [[25, 'pseries']],
  });

/**
 * The machine type that the libvirt driver of a release takes for an architecture when neither image nor option name
 * one; null where it names none, and libvirt and QEMU choose.
 *
 * @param release Nova's major version, 11 (Kilo) or later
 */
export function builtInDefault(architecture: string, release: number): string | null {
  const known = Object.hasOwn(DEFAULTS, architecture) ? DEFAULTS[architecture] : undefined;
  return known?.findLast(([since]) => since <= release)?.[1] ?? null;
}
