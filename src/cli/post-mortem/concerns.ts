import { covers, targetOf } from '../../alerts/silence.ts';
import type { CommandUse } from '../../core/chat.ts';
import type { Incident } from '../../core/incident.ts';

/** One word of a line, or several in double quotes, of any kind that phones write. */
const WORDS = /["“”„]([^"“”„]+)["“”]|\S+/g;
/** An option by its name, as a use of Discord's commands is kept: `target=host=pi`. */
const OPTION = /^[a-z]+=(.+)$/s;
/** What may stand beside a name that is meant; inside a longer name it is another's. */
const NAME_GOES_ON = /[\p{L}\p{N}_.-]/u;

/**
 * True where somebody's command, whether or not it was done, was about this incident: it names it, its card, its
 * fingerprint, a label or a label's value, or what looks at it again, or a mute's target that covers it.
 */
export function concerns(incident: Incident): (use: Pick<CommandUse, 'args'>) => boolean {
  const { id, card, fingerprint, traceId, rerun, labels } = incident;
  const labelled = Object.entries(labels).flatMap(([name, value]) => [`${name}=${value}`, value]);
  const names = [id, card, fingerprint, traceId, ...(rerun === null ? [] : [rerun]), ...labelled];
  return ({ args }) =>
    names.some((name) => stands(name, args)) || targetsIn(args).some((target) => covers(target, incident));
}

/** The name stands in the line as a whole. */
function stands(name: string, line: string): boolean {
  if (name.trim() === '') return false;
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1)) {
    const beside = [line[at - 1] ?? '', line[at + name.length] ?? ''];
    if (!beside.some((letter) => NAME_GOES_ON.test(letter))) return true;
  }
  return false;
}

/** What may be a mute's target in a line, with and without an option's name before it. */
function targetsIn(line: string): readonly string[] {
  const words = Array.from(line.matchAll(WORDS), ([word, quoted]) => quoted ?? word);
  return [line, ...words]
    .flatMap((word) => [word, OPTION.exec(word)?.[1] ?? ''])
    .flatMap((word) => targetOf(word) ?? []);
}
