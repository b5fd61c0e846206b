import { Liquid } from 'liquidjs';
import type { Template } from 'liquidjs';
import type { Event } from '../core/event.ts';
import type { Message } from '../core/message.ts';
import { finish } from './draft.ts';
import { word } from './words.ts';

/** A route's `message`, as configured: Liquid over `event`. */
export interface TemplateSource {
  readonly title: string;
  readonly body?: string | undefined;
  readonly link?: string | undefined;
}

export interface CompiledTemplate {
  /** Throws where a filter fails or a limit is reached. The title may come out empty. */
  render(event: Event): Message;
}

export type Compiled =
  | { readonly ok: true; readonly template: CompiledTemplate }
  /** One sentence a problem, each beginning with the field's name. */
  | { readonly ok: false; readonly problems: readonly string[] };

const FIELDS = ['id', 'source', 'type', 'time', 'subject', 'severity', 'traceid', 'deliveryid', 'data'];
/** Characters of one field's template. */
const PARSE_LIMIT = 20_000;
/** The one bound on loops that make nothing; rendering blocks everything else as long as it takes. */
const RENDER_LIMIT_MS = 100;
/** New characters and elements a render may make. */
const MEMORY_LIMIT = 1_000_000;
/** What one `{{ output }}` may add: more than a whole message holds, so that a loop can't pile up giants. */
const OUTPUT_UNITS = 2_000;

// Templates are one piece of text each: nothing is ever read from a disk.
const NO_FILES = {
  exists: () => Promise.resolve(false),
  existsSync: () => false,
  contains: () => Promise.resolve(false),
  containsSync: () => false,
  readFile: () => Promise.reject(new Error('templates include no files')),
  readFileSync: (): string => {
    throw new Error('templates include no files');
  },
  resolve: (_root: string, file: string) => file,
};

const liquid = new Liquid({
  fs: NO_FILES,
  root: [],
  dynamicPartials: false,
  relativeReference: false,
  ownPropertyOnly: true,
  strictFilters: true,
  strictVariables: false,
  // times read the same on every machine
  timezoneOffset: 0,
  parseLimit: PARSE_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: MEMORY_LIMIT,
  outputEscape: sayOutput,
});
for (const tag of ['include', 'render', 'layout', 'block']) {
  liquid.registerTag(tag, {
    parse() {
      throw new Error(`the tag "${tag}" is not allowed here`);
    },
    render: () => '',
  });
}
// by itself `raw` would let an object through as "[object Object]"; nothing is escaped here anyway
liquid.registerFilter('raw', (value: unknown) => value);

/**
 * Compiles a route's message. Only `event` and its fields exist (`id source type time subject severity traceid
 * deliveryid data`); what a payload lacks renders as nothing. All problems at once; never throws.
 */
export function compileTemplate(source: TemplateSource): Compiled {
  const problems: string[] = [];
  const title = parseField('title', source.title, problems);
  const body = parseField('body', source.body ?? '', problems);
  const link = parseField('link', source.link ?? '', problems);
  if (source.title.trim() === '') problems.push('title: is empty');
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    template: {
      render(event) {
        const scope = { event: viewOf(event) };
        const [titleText, bodyText, linkText] = [title, body, link].map((template) =>
          renderField(template, scope),
        );
        return finish({ title: titleText ?? '', body: [bodyText ?? null], links: [linkText ?? null] });
      },
    },
  };
}

function parseField(field: string, text: string, problems: string[]): readonly Template[] {
  try {
    const template = liquid.parse(text);
    for (const [name, member] of liquid.globalVariableSegmentsSync(template, { partials: false })) {
      if (name !== 'event') problems.push(`${field}: "${String(name)}" is unknown; only "event" is there`);
      else if (typeof member === 'string' && !FIELDS.includes(member)) {
        problems.push(`${field}: "event.${member}" is unknown; an event has ${FIELDS.join(', ')}`);
      }
    }
    return template;
  } catch (error) {
    problems.push(`${field}: ${firstLineOf(error)}`);
    return [];
  }
}

function renderField(template: readonly Template[], scope: object): string {
  const out: unknown = liquid.renderSync([...template], scope);
  return typeof out === 'string' ? out : '';
}

function viewOf(event: Event): object {
  const { id, source, type, subject, severity, data } = event;
  const time = new Date(event.time).toISOString();
  return {
    id,
    source,
    type,
    time,
    subject,
    severity,
    traceid: event.traceId,
    deliveryid: event.deliveryId,
    data,
  };
}

/** What an output of a list or an object reads as: lists with commas, objects not at all (`| json` shows them). */
function sayOutput(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, OUTPUT_UNITS);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (Array.isArray(value))
    return value
      .slice(0, 100)
      .map(sayOutput)
      .filter((text) => text !== '')
      .join(', ');
  return '';
}

function firstLineOf(error: unknown): string {
  return (
    word(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)) ?? 'does not compile'
  );
}
