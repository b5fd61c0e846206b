import { isDeepStrictEqual } from 'node:util';
import { isScalar, parseDocument } from 'yaml';
import { CommandFailed } from '../failure.ts';
import { isObject } from '../../core/json.ts';
import { flow, insertInto, type Addition } from './yaml-insert.ts';

/** A configuration file's text on its way to a new one. */
export interface YamlDraft {
  /** Adds `key: value` to the mapping at `path`, which is made where it is not there. */
  add(path: readonly string[], key: string, value: unknown, comment?: string): void;
  /** Adds an item at the end of the list at `path`. */
  append(path: readonly string[], value: unknown): void;
  text(): string;
  /** What was added, one line each, as a person reads it. */
  changes(): readonly string[];
}

/**
 * Every comment, the order and the layout of `original` stay as they are: lines are put in. Where it is laid out so that
 * none can be, the document is written anew, which keeps comments and order. Its text must be good YAML.
 */
export function createYamlDraft(original: string): YamlDraft {
  let text = original;
  const changes: string[] = [];

  function change(addition: Addition): void {
    const wanted = withAdded(parseDocument(text).toJS(), addition.path, addition);
    const candidates = [insertInto, rewrite].values().map((make) => make(text, addition));
    const next = candidates.find((made) => made !== null && isDeepStrictEqual(plainOf(made), wanted));
    if (typeof next !== 'string') throw byHand(addition);
    text = next;
    const { path, key, value } = addition;
    changes.push(`${[...path, ...(key === null ? [] : [key])].join('.')}: ${flow(value)}`);
  }

  return {
    add: (path, key, value, comment) => change({ path, key, value, comment: comment ?? null }),
    append: (path, value) => change({ path, key: null, value, comment: null }),
    text: () => text,
    changes: () => changes,
  };
}

function rewrite(text: string, { path, key, value }: Addition): string | null {
  const document = parseDocument(text);
  try {
    const there = document.getIn(path, true) ?? null;
    if (there === null || (isScalar(there) && there.value === null)) {
      const made = document.createNode(key === null ? [] : {});
      if (isScalar(there) && there.comment) made.comment = there.comment;
      document.setIn(path, made);
    }
    if (key === null) document.addIn(path, document.createNode(value));
    else document.setIn([...path, key], document.createNode(value, { flow: true }));
    return document.toString({ lineWidth: 0 });
  } catch {
    return null;
  }
}

function byHand({ path, key, value }: Addition): CommandFailed {
  const entry = key === null ? `- ${flow(value)}` : `${key}: ${flow(value)}`;
  return new CommandFailed(
    `this file is laid out so that nothing can be added by itself: write "${entry}" under ${path.join('.')} by hand`,
  );
}

function withAdded(value: unknown, path: readonly string[], { key, value: added }: Addition): unknown {
  const [first, ...rest] = path;
  const here = isObject(value) ? value : {};
  if (first !== undefined) {
    return {
      ...here,
      [first]: withAdded(here[first], rest, { path: rest, key, value: added, comment: null }),
    };
  }
  return key === null ? [...(Array.isArray(value) ? value : []), added] : { ...here, [key]: added };
}

/** `undefined` where the text is no YAML. */
function plainOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}
