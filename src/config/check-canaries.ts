import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canaryEntrySchema, type CanaryEntry } from '../probes/canary/schema.ts';
import { canarySpec, type CanarySpec } from '../probes/canary/spec.ts';
import { checkChannels } from './check-alerts.ts';
import { isName, NAME_RULE, sayTaken, TAKEN } from './name.ts';
import { namesOf } from './names-of.ts';
import { suggest } from './nearest.ts';
import type { Path, Problem, Report } from './problem.ts';
import { readPrompts, type Prompt, type ReadPrompts } from './read-prompts.ts';
import { at } from './schema-problems.ts';

/** Where prompts are, below the configuration's folder; what is not there is taken from those that come with the program. */
const FOLDER = 'prompts/canaries';
const SHIPPED = fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url));

export interface CheckedCanaries {
  /** By name. */
  readonly canaries: readonly CanarySpec[];
  /** What is wrong with prompt files. */
  readonly problems: readonly Problem[];
}

/** Reads the prompts and puts them together with `canaries:`. `value` may be wrong in any way. */
export function checkCanaries(value: unknown, dir: string, report: Report): CheckedCanaries {
  const own = readPrompts(join(dir, FOLDER));
  const canaries = new Map<string, CanarySpec>();
  const entries = Object.entries(at(value, ['canaries']) ?? {});
  // Only entries can name what comes with the program.
  const folders = entries.length === 0 || join(dir, FOLDER) === SHIPPED ? [own] : [own, readPrompts(SHIPPED)];
  for (const [name, entry] of entries) {
    const spec = checkEntry(name, entry, folders, value, report);
    if (spec !== null) canaries.set(name, spec);
  }
  for (const [name, prompt] of own.prompts) {
    if (entries.some(([named]) => named === name) || prompt.frontMatter.provider === undefined) continue;
    const spec = checkFile(prompt, value);
    if (spec !== null) canaries.set(name, spec);
  }
  return {
    canaries: [...canaries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    problems: own.problems(),
  };
}

function checkEntry(
  name: string,
  given: unknown,
  folders: readonly ReadPrompts[],
  value: unknown,
  report: Report,
): CanarySpec | null {
  const path: Path = ['canaries', name];
  if (TAKEN.includes(name)) report.add(path, sayTaken(name));
  const parsed = canaryEntrySchema.safeParse(given ?? {});
  if (!parsed.success || report.touches(path)) return null;
  const entry = parsed.data;
  const wanted = entry.prompt ?? name;
  const prompt = folders.map(({ prompts }) => prompts.get(wanted)).find((found) => found !== undefined);
  if (prompt === undefined) {
    const names = [...new Set(folders.flatMap((folder) => folder.names))];
    // A file that is there and broken has problems of its own.
    if (names.includes(wanted)) return null;
    const what = `there is no ${FOLDER}/${wanted}.md${suggest(wanted, names)}`;
    report.add(entry.prompt === undefined ? path : [...path, 'prompt'], what);
    return null;
  }
  if (!entry.enabled) return null;
  checkEntryNames(entry, path, value, report);
  const spec = canarySpec(name, prompt, entry);
  const missing = ['provider', 'model'].filter(
    (key) => at(entry, [key]) === undefined && at(prompt.frontMatter, [key]) === undefined,
  );
  if (missing.length > 0) report.add(path, `needs a ${missing.join(' and a ')}: here or in ${wanted}.md`);
  if (report.touches(path)) return null;
  checkFileNames(prompt, entry, value);
  return spec;
}

/** A file that runs by itself, because it names a provider. */
function checkFile(prompt: Prompt, value: unknown): CanarySpec | null {
  const { name, report, frontMatter } = prompt;
  if (!isName(name)) report.add([], `the file's name is no name of a canary: ${NAME_RULE}`);
  if (TAKEN.includes(name)) report.add([], sayTaken(name));
  if (frontMatter.model === undefined) report.add(['provider'], 'needs a `model` as well');
  checkFileNames(prompt, null, value);
  return canarySpec(name, prompt, null);
}

function checkEntryNames(entry: CanaryEntry, path: Path, value: unknown, report: Report): void {
  checkProvider(entry.provider, [...path, 'provider'], value, report);
  checkChannels(entry.to, [...path, 'to'], namesOf(value, 'channels', 'console'), report);
}

/** What the file names, as far as the configuration does not say otherwise. */
function checkFileNames({ frontMatter, report }: Prompt, entry: CanaryEntry | null, value: unknown): void {
  if (entry?.provider === undefined) checkProvider(frontMatter.provider, ['provider'], value, report);
  if (entry?.to === undefined)
    checkChannels(frontMatter.to, ['to'], namesOf(value, 'channels', 'console'), report);
}

function checkProvider(name: string | undefined, path: Path, value: unknown, report: Report): void {
  const providers = Object.keys(at(value, ['providers']) ?? {});
  if (name === undefined || providers.includes(name) || report.touches(path)) return;
  const there =
    providers.length === 0 ? ': no `providers` are configured in pithead.yaml' : suggest(name, providers);
  report.add(path, `unknown provider "${name}"${there}`);
}
