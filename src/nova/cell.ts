/** A Nova cell, as the API database maps it. */
export interface Cell {
  readonly uuid: string;
  readonly name: string | null;
  readonly disabled: boolean;
  readonly isCell0: boolean;
}

/** Nova 34.0.0, nova/objects/cell_mapping.py: cell0, where instances go that could not be scheduled. */
export const CELL0_UUID = '00000000-0000-0000-0000-000000000000';

/** What people call the cell: its name, or its UUID where it has none. */
export function cellName(cell: Pick<Cell, 'name' | 'uuid'>): string {
  return cell.name !== null && cell.name !== '' ? cell.name : cell.uuid;
}
