import type { CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import { addGet, addListUnset, addUpdate } from './machine-type/commands.js';

/** `libvirt get_machine_type` and so on: what `machine-type` does, under the names of `nova-manage`. */
export function libvirtCommand(
  host: Host,
  choose: (command: Command) => never,
): CommandModule<object, object> {
  return {
    command: 'libvirt',
    describe: 'The same, by the names of nova-manage',
    builder: (yargs) =>
      ACTIONS.reduce((all, add) => add(all, host, choose), yargs)
        .usage('$0 libvirt <command>')
        .epilogue(COMMANDS)
        .demandCommand(
          1,
          'Name what to do: libvirt get_machine_type, list_unset_machine_type or update_machine_type.',
        ),
    handler: () => {},
  };
}

const ACTIONS = [
  addGet('libvirt', 'get_machine_type <uuid>'),
  addListUnset('libvirt', 'list_unset_machine_type'),
  addUpdate('libvirt', 'update_machine_type <uuid> <type>'),
];

const COMMANDS = `Commands, the same as those of machine-type:
  get_machine_type <uuid>            Print the recorded machine type
  list_unset_machine_type            List instances with no machine type
  update_machine_type <uuid> <type>  Change the recorded machine type`;
