/**
 * What a site's own checks import from 'nova-preflight': the contract, and nothing more.
 * @packageDocumentation
 */
export {
  type Check,
  type CheckContext,
  type CheckResult,
  type Counts,
  defineCheck,
  type Finding,
  type NotApplicable,
  type Remediation,
  type Verdict,
} from './check/check.js';
export { ExpectedError } from './error.js';
export { type Cell, cellName } from './nova/cell.js';
export type { Config, ConfigValue } from './config/config.js';
export type { RunningRelease } from './nova/judged-release.js';
export type { Release } from './nova/releases.js';
export type { CellAnswer, Deployment, OpenCell, Step, TellProgress } from './nova/deployment.js';
export type { ApiTables, CellTables, Columns, HasTable, Reads } from './nova/schema.js';
export type { Reader } from './database/reader.js';
