import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { errorText } from '../../core/error-text.ts';
import { type JsonObject, isObject } from '../../core/json.ts';
import type { Assertion, Checked } from './assertion.ts';
import { MOST_PARSED } from './parse-json.ts';
import { quote, quoteAll } from './quote.ts';
import { listValue } from './values.ts';

const schema = z.strictObject({
  type: z.literal('is-xml').describe('the answer is one well-formed XML document and nothing else'),
  value: z
    .union([listValue, z.strictObject({ requiredElements: listValue })], {
      error: 'must be a list of paths like `root.child`, or texts with commas between them',
    })
    .optional()
    .describe('elements that it must have, as paths from the root: `[order.id, order.item.name]`'),
});

export const isXml = {
  type: 'is-xml',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const required =
      value !== undefined && typeof value === 'object' && 'requiredElements' in value
        ? value.requiredElements
        : value;
    const paths =
      typeof required === 'string' ? required.split(',').map((path) => path.trim()) : (required ?? []);
    return { check: ({ output }) => checkXml(output, paths) };
  },
} as const satisfies Assertion<typeof schema>;

// No entity is replaced, so none can grow; whatever is nested deeper than 100 throws.
const parser = new XMLParser({ preserveOrder: true, processEntities: false, parseTagValue: false });
const UNPARSED = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>/g;
const UNKNOWN_ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)[^;\s]{0,20};?/;

function checkXml(text: string, paths: readonly string[]): Checked {
  if (text.length > MOST_PARSED) return { holds: null, reason: 'is too long to be read as XML' };
  const valid = XMLValidator.validate(text);
  if (valid !== true) return none(`${quote(valid.err.msg, 80).slice(1, -1)} (line ${valid.err.line})`);
  if (declaresEntities(text)) return none('it declares entities of its own, which is not supported');
  // Within one more element, text beside the root can be seen.
  const nodes = parsed(`<a>${text.replace(/^\ufeff/, '')}</a>`);
  if (typeof nodes === 'string') return { holds: null, reason: `can't be read as XML: ${quote(nodes, 80)}` };
  const roots = nodes.filter((node) => nameOf(node) !== '#text' && !nameOf(node).startsWith('?'));
  if (nodes.some((node) => nameOf(node) === '#text')) return none('text stands beside its root element');
  if (roots.length !== 1) return none(`it has ${roots.length} root elements`);
  const [entity] = UNKNOWN_ENTITY.exec(text.replace(UNPARSED, '')) ?? [];
  if (entity !== undefined) return none(`${quote(entity)} is not an entity of XML`);
  const missing = paths.filter((path) => !has(roots, path.split('.')));
  if (missing.length > 0) return { holds: false, reason: `is XML, but lacks ${quoteAll(missing)}` };
  return { holds: true, reason: paths.length === 0 ? 'is XML' : `is XML with ${quoteAll(paths)}` };
}

function none(why: string): Checked {
  return { holds: false, reason: `is no XML: ${why}` };
}

/** True where its first DOCTYPE has declarations in brackets. */
function declaresEntities(text: string): boolean {
  const start = text.indexOf('<!DOCTYPE');
  return start !== -1 && text.slice(start).split('>', 1)[0]?.includes('[') === true;
}

/** What stands in the wrapping element: each an object with one key, its name. A text: why it can't be parsed. */
function parsed(text: string): readonly JsonObject[] | string {
  try {
    return objectsIn(objectsIn(parser.parse(text))[0]?.['a']);
  } catch (error) {
    return errorText(error);
  }
}

function has(nodes: readonly JsonObject[], path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return nodes.some((node) => nameOf(node) === name && has(objectsIn(node[name]), rest));
}

function nameOf(node: JsonObject): string {
  return Object.keys(node)[0] ?? '';
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
