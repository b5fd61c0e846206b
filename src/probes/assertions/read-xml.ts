import { SaxesParser } from 'saxes';
import { errorText } from '../../core/error-text.ts';
import type { Checked } from './assertion.ts';
import type { Spend } from './budget.ts';
import { MOST_PARSED } from './parse-json.ts';
import { quote } from './quote.ts';

const DEEPEST = 100;
const STEPS_PER_CHARACTER = 100;

/** A DOCTYPE that has nothing in it but the root's name and where its declarations are (XML 1.0, section 2.8). */
const PLAIN_DOCTYPE =
  /^[ \t\r\n]+[^ \t\r\n"'[\]<>]+(?:[ \t\r\n]+(?:SYSTEM|PUBLIC[ \t\r\n]+(?:"[^"<>&]*"|'[^'<>&]*'))[ \t\r\n]+(?:"[^"]*"|'[^']*'))?[ \t\r\n]*$/;

export type ReadXml =
  /** Those of the wanted paths that are there. */
  | { readonly ok: true; readonly found: ReadonlySet<string> }
  /** Says why it can't be used. */
  | { readonly ok: false; readonly checked: Checked };

class TooDeep extends Error {}

/** The wanted elements below one element, by name; `paths`: those that end there, as they were written. */
interface Wanted {
  readonly paths: string[];
  readonly below: Map<string, Wanted>;
}

/**
 * Reads a document by XML 1.0 or 1.1, namespaces aside, to its end or its first fault. `paths`: elements from the root
 * down, like `root.child`. No entity is known but XML's own five, so that nothing grows. Throws `TooMuch`.
 */
export function readXml(text: string, paths: readonly string[], spend: Spend): ReadXml {
  if (text.length > MOST_PARSED) return refused(null, 'is too long to be read as XML');
  spend(STEPS_PER_CHARACTER * text.length);
  // saxes takes half a pair of surrogates for a whole one, together with whatever follows.
  if (!text.isWellFormed()) return refused(false, 'is no XML: it has half a character in it');
  const parser = new SaxesParser();
  const found = new Set<string>();
  /** From outside in, the one that is being read last; `undefined`: nothing below it is wanted. */
  const open: (Wanted | undefined)[] = [treeOf(paths)];
  parser.on('opentag', ({ name }) => {
    if (open.length > DEEPEST) throw new TooDeep();
    const wanted = open.at(-1)?.below.get(name);
    for (const path of wanted?.paths ?? []) found.add(path);
    open.push(wanted);
  });
  parser.on('closetag', () => open.pop());
  parser.on('doctype', (doctype) => {
    if (!PLAIN_DOCTYPE.test(doctype)) throw new Error('its DOCTYPE is wrong or has declarations in it');
  });
  try {
    parser.write(text).close();
    return { ok: true, found };
  } catch (error) {
    if (error instanceof TooDeep) return refused(null, 'is nested too deep to be read as XML');
    return refused(false, `is no XML: ${sayFault(errorText(error))}`);
  }
}

function refused(holds: false | null, reason: string): ReadXml {
  return { ok: false, checked: { holds, reason } };
}

function treeOf(paths: readonly string[]): Wanted {
  const root: Wanted = { paths: [], below: new Map() };
  for (const path of paths) {
    let here = root;
    for (const name of path.split('.')) {
      const next = here.below.get(name) ?? { paths: [], below: new Map() };
      here.below.set(name, next);
      here = next;
    }
    here.paths.push(path);
  }
  return root;
}

/** saxes says `1:7: disallowed character.` */
function sayFault(said: string): string {
  const [, line, column, fault = said] = /^(\d+):(\d+): ([^]*?)\.?$/.exec(said) ?? [];
  const where = line === undefined ? '' : ` (line ${line}, column ${column})`;
  return quote(fault, 80).slice(1, -1) + where;
}
