/** What is asked. */
export interface ImpactQuestion {
  /** The entries of `[libvirt]hw_machine_type` before the change, and after it. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `[libvirt]num_pcie_ports` after the change. */
  readonly pciePorts: number;
  /** The hosts whose instances are looked at, and those on no host of their cells; all instances where left out. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Instances to list of each group. */
  readonly limit: number;
  readonly now: Date;
}
