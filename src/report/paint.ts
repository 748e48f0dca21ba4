import { styleText } from 'node:util';

/** How text may be set apart on a terminal. */
export type Style = 'bold' | 'dim' | 'green' | 'magenta' | 'red' | 'yellow';

/** Sets a line apart. */
export type Paint = (styles: Style | readonly Style[], text: string) => string;

/** Paints, or leaves text as it is where there are no colours. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  // Whether there are colours is known: Node would look at its own stdout.
  return (styles, text) => styleText([styles].flat(), text, { validateStream: false });
}
