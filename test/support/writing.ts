import type { Engine } from './databases.js';
import type { Deployment } from './deployment.js';
import type { DatabaseName } from './rows.js';

/** What README tells an operator to grant to the account that changes machine types, beyond what reading needs. */
const GRANTS = [
  'GRANT UPDATE ON {database}.instances TO {account}',
  'GRANT INSERT, UPDATE, DELETE ON {database}.instance_system_metadata TO {account}',
];

/** Lets the account of a deployment change machine types in these cells. */
export async function allowWriting(
  engine: Engine,
  deployment: Deployment,
  cells: readonly DatabaseName[],
): Promise<void> {
  if (engine === 'sqlite') return;
  for (const cell of cells) {
    const { username, pathname } = new URL(deployment.url(cell));
    for (const grant of GRANTS) {
      await deployment.sql(
        cell,
        grant
          .replace('{database}', `\`${pathname.slice(1)}\``)
          .replace('{account}', `'${username}'@'%'`),
      );
    }
  }
}
