import { isBuiltin } from 'node:module';
import { dirname, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Folders of `src` that are no rooms: the core that all import, and the edge that puts the rooms together. */
const CORE = 'core';
const EDGE = ['app', 'cli', 'config'];
/** The only files beside `src/app`, `src/cli` and `src/config` that may import rooms. */
const ROOT_FILES_OVER_ROOMS = ['app.ts', 'main.ts', 'config.ts'];
const MOST_LINES = 300;

/** npm packages by the folder that may import them; a folder that is not here has those of `everywhere` alone. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  bots: ['grammy', 'discord.js', 'fastest-levenshtein'],
  alerts: ['node-cron'],
  probes: ['node-cron', 'yaml', 're2js', 'ajv', 'ajv-formats', 'saxes', 'fastest-levenshtein'],
  llm: ['openai', '@anthropic-ai/sdk', 'undici'],
  ledger: ['@pydantic/genai-prices', 'csv-parse', 'tokenx'],
  charts: ['@resvg/resvg-js'],
  storage: ['better-sqlite3', 'kysely'],
  webhooks: ['fastify'],
  control: ['fastify', 'prom-client'],
  messages: ['liquidjs'],
  routing: ['@marcbachmann/cel-js', 're2js'],
  cli: ['commander', '@inquirer/prompts', 'yaml'],
  config: ['yaml', 'fastest-levenshtein'],
};
const EVERYWHERE_BUT_CORE = ['zod'];

/** What asks the surroundings instead of its arguments; inside the rooms nobody does. */
const AMBIENT: ReadonlySet<string> = new Set([
  'process.env',
  'Date.now',
  'Math.random',
  'performance.now',
  'Temporal.Now',
  'setTimeout',
  'setInterval',
  'fetch',
]);

/** True where a folder of `src` is a room of the star. */
export function isRoom(folder: string): boolean {
  return folder !== CORE && !EDGE.includes(folder);
}

/** Everything a file of `src` does that the star forbids. `file` is its path below `src`, with `/`. */
export function problemsOf(file: string, code: string): readonly string[] {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) return errors.map(({ message }) => `can't be read: ${message}`);
  const seen = look(program);
  const folder = folderOf(file);
  const problems = seen.imports.flatMap((target) => refusal(file, folder, target) ?? []);
  const lines = code.split('\n').length - 1;
  if (lines > MOST_LINES) problems.push(`has ${lines} lines; ${MOST_LINES} are the most`);
  if (folder !== null && !EDGE.includes(folder)) problems.push(...seen.ambient.map((what) => `uses ${what}`));
  if (seen.names.has('timingSafeEqual') && file !== 'webhooks/compare.ts')
    problems.push('uses timingSafeEqual');
  if (/\b(?:TODO|FIXME|XXX)\b/.test(code)) problems.push('has a TODO');
  return problems;
}

/** The first folder below `src`; `null` for a file that lies in `src` itself. */
function folderOf(file: string): string | null {
  return file.includes('/') ? (file.split('/')[0] ?? null) : null;
}

/** Why a file may not import `target`, or `null` where it may. `target` is `null` where it is not written as a text. */
function refusal(file: string, folder: string | null, target: string | null): string | null {
  if (target === null) return 'imports what only running it tells';
  if (target.startsWith('.')) return refusalOfFile(file, folder, posix.join(dirname(file), target));
  if (folder === CORE) return `core imports ${target}`;
  if (isBuiltin(target))
    return target.startsWith('node:') ? refusalOfBuiltin(folder, target) : `${target} without node:`;
  const [scope = '', name = ''] = target.split('/');
  const npm = target.startsWith('@') ? `${scope}/${name}` : scope;
  const allowed = [...EVERYWHERE_BUT_CORE, ...(PACKAGES[folder ?? ''] ?? [])];
  return allowed.includes(npm) ? null : `imports the package ${npm}`;
}

function refusalOfBuiltin(folder: string | null, target: string): string | null {
  return folder !== null && isRoom(folder) && target.startsWith('node:timers') ? `imports ${target}` : null;
}

function refusalOfFile(file: string, folder: string | null, target: string): string | null {
  const to = folderOf(target);
  if (target.startsWith('..')) {
    return target === '../package.json' && file === 'version.ts'
      ? null
      : `imports ${target} from outside src`;
  }
  if (to === folder || to === CORE) return to === folder || folder !== CORE ? null : `core imports ${target}`;
  if (folder === CORE) return `core imports ${target}`;
  const overRooms = folder === null ? ROOT_FILES_OVER_ROOMS.includes(file) : EDGE.includes(folder);
  return overRooms ? null : `imports ${target}`;
}

interface Seen {
  readonly imports: (string | null)[];
  readonly ambient: string[];
  readonly names: Set<string>;
}

/** Reads the whole tree: every import, every name, every use of the surroundings. */
function look(root: unknown): Seen {
  const seen: Seen = { imports: [], ambient: [], names: new Set() };
  walk(root, seen, false);
  return seen;
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

function walk(value: unknown, seen: Seen, isName: boolean): void {
  if (Array.isArray(value)) for (const each of value) walk(each, seen, false);
  if (!isNode(value)) return;
  lookAt(value, seen, isName);
  for (const [key, child] of Object.entries(value)) {
    // `x.fetch` and `{ fetch: 1 }` name a property, not the global.
    const names = (key === 'property' || key === 'key') && value['computed'] !== true;
    walk(child, seen, names);
  }
}

function lookAt(node: Node, seen: Seen, isName: boolean): void {
  const { type } = node;
  if (
    type === 'ImportDeclaration' ||
    type === 'ExportAllDeclaration' ||
    type === 'ImportExpression' ||
    type === 'TSImportType'
  ) {
    seen.imports.push(textOf(node['source']));
  }
  if (type === 'ExportNamedDeclaration' && isNode(node['source'])) seen.imports.push(textOf(node['source']));
  if (type === 'CallExpression' && nameOf(node['callee']) === 'require') {
    seen.imports.push(Array.isArray(node['arguments']) ? textOf(node['arguments'][0]) : null);
  }
  const name = nameOf(node);
  if (type === 'Identifier' && name !== null) {
    seen.names.add(name);
    if (!isName && AMBIENT.has(name)) seen.ambient.push(name);
  }
  if (type === 'MemberExpression' && name !== null) {
    const bare = name.replace(/^globalThis\./, '');
    if (AMBIENT.has(bare) && (name.includes('.') || bare !== name)) seen.ambient.push(bare);
  }
  if (nameOf(node['callee']) !== 'Date') return;
  const bareDate =
    type === 'NewExpression' && Array.isArray(node['arguments']) && node['arguments'].length === 0;
  if (bareDate || type === 'CallExpression') seen.ambient.push(bareDate ? 'new Date()' : 'Date()');
}

/** `a` or `a.b` or `a['b']`, as far as it is written as names. */
function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return typeof node['name'] === 'string' ? node['name'] : null;
  if (node.type !== 'MemberExpression') return null;
  const object = nameOf(node['object']);
  const property = node['computed'] === true ? textOf(node['property']) : nameOf(node['property']);
  return object === null || property === null ? null : `${object}.${property}`;
}

function textOf(node: unknown): string | null {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
