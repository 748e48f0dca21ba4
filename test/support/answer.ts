import { createConnection } from 'mysql2/promise';
import type { ConnectionOptions, RowDataPacket } from 'mysql2/promise';

/** Connects, runs one statement and gives the values of its rows. */
export async function answer(options: ConnectionOptions, statement: string): Promise<unknown[][]> {
  const connection = await createConnection(options);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows.map((row) => Object.values(row));
  } finally {
    await connection.end();
  }
}
