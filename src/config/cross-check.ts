import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import { OWN_SOURCES } from '../core/event.ts';
import { compileTemplate } from '../messages/template.ts';
import type { CompiledTemplate } from '../messages/template.ts';
import { compileCondition } from '../routing/condition.ts';
import type { Condition } from '../routing/condition.ts';
import { parseSource } from '../webhooks/source.ts';
import type { Source } from '../webhooks/source.ts';
import type { CanarySpec } from '../probes/canary/spec.ts';
import { checkAlerts } from './check-alerts.ts';
import { checkCanaries } from './check-canaries.ts';
import { checkLedger } from './check-ledger.ts';
import { checkProbes, checkProviders } from './check-probes.ts';
import type { ConfiguredProbe, ConfiguredProvider } from './config-type.ts';
import { namesOf } from './names-of.ts';
import { suggest } from './nearest.ts';
import type { Path, Problem, Report } from './problem.ts';
import { at } from './schema-problems.ts';

export interface CompiledRoute {
  readonly condition: Condition | null;
  readonly template: CompiledTemplate | null;
}

/** What only shows when parts are held against each other; each is checked whether or not the others are right. */
export interface CrossChecked {
  readonly sources: ReadonlyMap<string, Source>;
  /** In the order of `routes`. */
  readonly routes: readonly CompiledRoute[];
  readonly providers: readonly ConfiguredProvider[];
  readonly canaries: readonly CanarySpec[];
  readonly probes: readonly ConfiguredProbe[];
  /** What is wrong with files of prompts. */
  readonly problems: readonly Problem[];
}

/** Checks names, references, conditions, templates, keys of schemes, and prompts below `dir`. `value` may be wrong in any way. */
export function crossCheck(
  value: unknown,
  adapters: readonly ChannelAdapter[],
  dir: string,
  report: Report,
): CrossChecked {
  const sources = checkSources(value, report);
  checkAlerts(value, adapters, report);
  checkLedger(value, report);
  const providers = checkProviders(value, dir, report);
  const { canaries, problems } = checkCanaries(value, dir, report);
  const names = canaries.map(({ name }) => name);
  const probes = checkProbes(value, dir, { canaries: names, channels: adapters }, report);
  return { sources, routes: checkRoutes(value, report), providers, canaries, probes, problems };
}

function checkRoutes(value: unknown, report: Report): readonly CompiledRoute[] {
  const routes = at(value, ['routes']);
  if (!Array.isArray(routes)) return [];
  const names = new Map<string, number>();
  return routes.map((route: unknown, i) => {
    checkName(route, i, names, report);
    checkReferences(value, route, i, report);
    return { condition: checkCondition(route, i, report), template: checkMessage(route, i, report) };
  });
}

function checkSources(value: unknown, report: Report): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  const publicUrl = at(value, ['server', 'publicUrl']);
  for (const [name, entry] of Object.entries(at(value, ['sources']) ?? {})) {
    const path = ['sources', name];
    if (OWN_SOURCES.some((own) => own === name)) {
      report.add(path, `"${name}" is a name of the program's own; choose another for this source`);
    }
    if (report.touches(path)) continue;
    try {
      sources.set(
        name,
        parseSource(entry, { name, publicUrl: typeof publicUrl === 'string' ? publicUrl : null }),
      );
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      report.add(path, text.replace(`source ${name}: `, ''));
    }
  }
  return sources;
}

function checkName(route: unknown, i: number, names: Map<string, number>, report: Report): void {
  const name = at(route, ['name']);
  if (typeof name !== 'string') return;
  const first = names.get(name);
  if (first === undefined) names.set(name, i);
  else report.add(['routes', i, 'name'], `the name "${name}" is taken by routes[${first}]`);
}

function checkReferences(value: unknown, route: unknown, i: number, report: Report): void {
  const source = at(route, ['source']);
  const sources = [...namesOf(value, 'sources', 'demo'), ...OWN_SOURCES];
  if (typeof source === 'string' && !sources.includes(source)) {
    report.add(['routes', i, 'source'], `unknown source "${source}"${suggest(source, sources)}`);
  }
  const to = at(route, ['to']);
  const channels = namesOf(value, 'channels', 'console');
  (Array.isArray(to) ? to : []).forEach((channel: unknown, j) => {
    if (typeof channel !== 'string' || channels.includes(channel)) return;
    report.add(['routes', i, 'to', j], `unknown channel "${channel}"${suggest(channel, channels)}`);
  });
}

function checkCondition(route: unknown, i: number, report: Report): Condition | null {
  const path: Path = ['routes', i, 'when'];
  const when = at(route, ['when']);
  if (typeof when !== 'string' || report.touches(path)) return null;
  const compiled = compileCondition(when);
  if (compiled.ok) return compiled.condition;
  report.add(path, compiled.problem);
  return null;
}

function checkMessage(route: unknown, i: number, report: Report): CompiledTemplate | null {
  const path: Path = ['routes', i, 'message'];
  const [title, body, link] = ['title', 'body', 'link'].map((key) => at(route, ['message', key]));
  if (typeof title !== 'string' || report.touches(path)) return null;
  const compiled = compileTemplate({ title, body: textOr(body), link: textOr(link) });
  if (compiled.ok) return compiled.template;
  for (const problem of compiled.problems) {
    const [, field, rest] = /^(title|body|link): (.*)$/s.exec(problem) ?? [];
    report.add(field === undefined ? path : [...path, field], rest ?? problem);
  }
  return null;
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
