import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import type { Locate, Path, Place, Problem } from './problem.ts';

/** Far above any sensible use of anchors, far below a bomb. */
const MAX_ALIASES = 100;
const ALIAS_LOST = 'this is not YAML: a value that begins with * is an alias; put it in quotes';

export type ReadYaml =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly locate: Locate;
      readonly problems: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one YAML 1.2 document. Keys that are there twice are told in `problems` and don't hide what else is wrong; after
 * a text that is no YAML nothing more can be said. Messages never quote the text, which may hold a secret.
 */
export function readYaml(text: string): ReadYaml {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: '1.2' });
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const told = (error: YAMLError): Problem => ({
    path: '',
    ...place(error.pos[0]),
    message: sayYaml(error, text),
  });

  const twice = document.errors.filter((error) => error.code === 'DUPLICATE_KEY').map(told);
  const fatal = document.errors.find((error) => error.code !== 'DUPLICATE_KEY') ?? document.warnings[0];
  if (fatal !== undefined) return { ok: false, problems: [...twice, told(fatal)] };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, value: value ?? {}, locate: locator(document, place), problems: twice };
  } catch {
    return { ok: false, problems: [...twice, aliasProblem(document, place)] };
  }
}

function aliasProblem(document: Document, place: (offset: number) => Place): Problem {
  let lost: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      lost = alias.range?.[0];
      return visit.BREAK;
    },
  });
  const message =
    lost === undefined
      ? `the aliases can't be followed: at most ${MAX_ALIASES} uses, and none of itself`
      : ALIAS_LOST;
  return { path: '', ...place(lost ?? 0), message };
}

function locator(document: Document, place: (offset: number) => Place): Locate {
  return (path: Path) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const key of path) {
      const here = isAlias(node) ? node.resolve(document) : node;
      const child = isMap(here)
        ? here.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
        : undefined;
      const item = isSeq(here) && typeof key === 'number' ? here.items[key] : undefined;
      if (child === undefined && item === undefined) break;
      offset = startOf(child?.key ?? item) ?? offset;
      node = child === undefined ? item : child.value;
    }
    return place(offset);
  };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function sayYaml(error: YAMLError, text: string): string {
  const start = error.pos[0];
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?([\w.-]{1,64})/.exec(text.slice(start, start + 70))?.[1];
    return key === undefined ? 'this key is here twice' : `the key "${key}" is here twice in one mapping`;
  }
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0] ?? '';
  if (/[:,[{]\s*\$\{/.test(line))
    return 'this is not YAML: inside { } and [ ] write "${NAME}" with the quotes';
  if (error.code === 'BAD_ALIAS') return ALIAS_LOST;
  if (error.code === 'TAB_AS_INDENT') return 'this is not YAML: indent with spaces, not with tabs';
  if (error.code === 'TAG_RESOLVE_FAILED')
    return 'this is not YAML: a value that begins with ! is a tag; put it in quotes';
  // What follows a colon in the library's message is the text itself.
  return `this is not YAML: ${error.message.split(/:|"/, 1)[0] ?? ''}`.trimEnd();
}
