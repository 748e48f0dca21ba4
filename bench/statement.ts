const IS_BUILT = "(i.vm_state IS NULL OR i.vm_state <> 'building')";

/** Metadata rows `m` that record a machine type. */
export const IS_RECORDED = "m.key = 'image_hw_machine_type' AND m.value IS NOT NULL";

/** The number of instances without a recorded machine type, as one anti-join: what the bounds are ratios to. */
export const ANTI_JOIN = `SELECT COUNT(*) FROM instances i LEFT JOIN instance_system_metadata m
  ON m.instance_uuid = i.uuid AND ${IS_RECORDED}
  WHERE i.deleted = 0 AND ${IS_BUILT} AND m.id IS NULL`;

/** The same as NOT EXISTS. */
export const NOT_EXISTS = `SELECT COUNT(*) FROM instances i WHERE i.deleted = 0 AND ${IS_BUILT}
  AND NOT EXISTS (SELECT 1 FROM instance_system_metadata m WHERE m.instance_uuid = i.uuid AND ${IS_RECORDED})`;

/** The same as NOT IN, materialised: MySQL takes the hint for it, MariaDB wants `MATERIALISE` before it. */
export const NOT_IN = `SELECT COUNT(*) FROM instances i WHERE i.deleted = 0 AND ${IS_BUILT}
  AND i.uuid NOT IN (SELECT /*+ SUBQUERY(MATERIALIZATION) */ m.instance_uuid FROM instance_system_metadata m WHERE ${IS_RECORDED})`;

/** Leaves MariaDB no other way than to materialise; MySQL has no such switch. */
export const MATERIALISE = "SET SESSION optimizer_switch = 'in_to_exists=off'";
