import { builtInDefault } from './built-in-default.js';
import { machineTypeFromOption } from './option.js';

/** What decides a guest's machine type. */
export interface TypeInputs {
  /** Its image property `hw_machine_type`, which is also where its recorded type is; null where there is none. */
  readonly image: string | null;
  /** The entries of `[libvirt]hw_machine_type` on its host; empty where the option is not set. */
  readonly option: readonly string[];
  /** The guest's architecture, by Nova's name. */
  readonly architecture: string;
  /** Nova's major version on its host, 11 (Kilo) or later. */
  readonly release: number;
}

/** The machine type that a guest gets when it is next defined, and what gave it. */
export type TypeAnswer =
  | { readonly type: string; readonly from: 'image' | 'option' | 'default' }
  /**
   * No type is passed on and libvirt takes its own default. From 26.0.0 on such a guest cannot be defined, for the type
   * has to be in the host's list (7b9312ef8e, nova/virt/libvirt/host.py, _check_machine_type).
   */
  | { readonly type: null; readonly from: 'libvirt'; readonly isRefused: boolean }
  /** The option makes nova-compute fail. */
  | { readonly type: undefined; readonly from: 'broken-option'; readonly entry: string };

/**
 * The rule of the libvirt driver (Nova 34.0.0, nova/virt/libvirt/utils.py, get_machine_type): the image property, then
 * the host's `[libvirt]hw_machine_type` for the guest's architecture, then the built-in default. An image property that
 * is empty is one all the same.
 */
export function typeOfGuest({ image, option, architecture, release }: TypeInputs): TypeAnswer {
  if (image !== null) return { type: image, from: 'image' };
  const answer = machineTypeFromOption(option, architecture, release);
  if (answer.kind === 'type') return { type: answer.type, from: 'option' };
  if (answer.kind === 'broken') {
    return { type: undefined, from: 'broken-option', entry: answer.entry };
  }
  const type = answer.kind === 'none' ? builtInDefault(architecture, release) : null;
  return type === null
    ? { type, from: 'libvirt', isRefused: release >= 26 }
    : { type, from: 'default' };
}
