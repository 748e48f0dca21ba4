import type { Check } from '../src/check/check.js';
import cellsV2 from './cells-v2.js';
import cinderApi from './cinder-api.js';
import computeHypervisor from './compute-hypervisor.js';
import databaseSchema from './database-schema.js';
import hwMachineTypeUnset from './hw-machine-type-unset.js';
import machineTypeLifecycle from './machine-type-lifecycle.js';
import objectIdLinkage from './object-id-linkage.js';
import oldComputes from './old-computes.js';
import placementApi from './placement-api.js';
import policyJson from './policy-json.js';
import policyScopeDefaults from './policy-scope-defaults.js';
import serviceUserToken from './service-user-token.js';

/** Our own checks, in the order of the report, which is that of `nova-status`. */
export const builtInChecks: readonly Check[] = Object.freeze([
  cellsV2,
  placementApi,
  cinderApi,
  policyScopeDefaults,
  policyJson,
  oldComputes,
  hwMachineTypeUnset,
  serviceUserToken,
  objectIdLinkage,
  databaseSchema,
  computeHypervisor,
  machineTypeLifecycle,
]);
