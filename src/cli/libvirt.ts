import type { Group } from './command.js';
import { getCommand, listUnsetCommand, updateCommand } from './machine-type/commands.js';

/** What `machine-type` does, under the names of `nova-manage`. */
export const libvirtCommands: Group = {
  name: 'libvirt',
  summary: 'The same, by the names of nova-manage',
  commands: [
    // One at a time, as there.
    getCommand('get_machine_type', 'one'),
    listUnsetCommand('list_unset_machine_type'),
    updateCommand('update_machine_type'),
  ],
};
