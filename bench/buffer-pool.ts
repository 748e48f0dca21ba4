import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Makes a server's buffer pool forget all pages: it is shrunk to next to nothing, then given a size such as `64M`. */
export async function emptyBufferPool(rootUrl: string, size: string): Promise<void> {
  await resizeBufferPool(rootUrl, '8M');
  await resizeBufferPool(rootUrl, size);
}

/** Gives a server's buffer pool another size, such as `1G`, while it runs. */
export async function resizeBufferPool(rootUrl: string, size: string): Promise<void> {
  const connection = await createConnection(rootUrl);
  await connection.query('SET GLOBAL innodb_buffer_pool_size = ?', [bytes(size)]);
  // MariaDB 10.11.12 and later answer when it is done, MySQL and earlier ones at once.
  for (;;) {
    const [[status]] = await connection.query<RowDataPacket[]>(
      "SHOW STATUS LIKE 'Innodb_buffer_pool_resize_status'",
    );
    if (/^$|^Completed|Nothing to do/.test(String(status?.['Value'] ?? ''))) break;
    await sleep(20);
  }
  await connection.end();
}

function bytes(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('G') ? 2 ** 30 : 2 ** 20);
}
