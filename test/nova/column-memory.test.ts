import { describe, expect, it } from 'vitest';
import { ColumnMemory } from '../../src/nova/column-memory.js';

const COLUMNS = new Map([
  ['instances', new Set(['id', 'uuid'])],
  ['services', new Set(['id'])],
]);

function database() {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    columns: async (tables: readonly string[]) => {
      asked.push(tables);
      return new Map([...COLUMNS].filter(([table]) => tables.includes(table)));
    },
  };
}

describe('ColumnMemory', () => {
  it('asks a database once for all that anybody reads, whoever asks', async () => {
    const memory = new ColumnMemory();
    memory.expect({ cell: { services: ['id'] }, optional: { cell: { migrate_version: [] } } });
    const cell = database();
    const first = memory.source('cell1', cell);
    expect(await first.columns(['instances'])).toEqual(
      new Map([['instances', COLUMNS.get('instances')]]),
    );
    const later = memory.source('cell1', cell);
    expect(await later.columns(['services', 'migrate_version'])).toEqual(
      new Map([['services', COLUMNS.get('services')]]),
    );
    expect(cell.asked).toEqual([['instances', 'services', 'migrate_version']]);
    await later.columns(['instances', 'tags']);
    expect(cell.asked.slice(1)).toEqual([['instances', 'tags', 'services', 'migrate_version']]);
  });

  it('knows nothing of one database from another, nor from a question that failed', async () => {
    const memory = new ColumnMemory();
    const failing = {
      columns: async () => {
        throw new Error('gone');
      },
    };
    await expect(memory.source('cell1', failing).columns(['services'])).rejects.toThrow('gone');
    const [one, two] = [database(), database()];
    await memory.source('cell1', one).columns(['services']);
    await memory.source('cell2', two).columns(['services']);
    expect([one.asked, two.asked]).toEqual([[['services']], [['services']]]);
  });
});
