import { readFileSync } from 'node:fs';
import { errorText } from '../core/error-text.ts';
import { OWN_SOURCES } from '../core/event.ts';
import { APIS, type ModelApi } from '../llm/index.ts';
import { PROBES, type ProbeAdapter } from '../probes/index.ts';
import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import { checkChannels, checkEditedChannel } from './check-alerts.ts';
import type { ConfiguredProbe, ConfiguredProvider } from './config-type.ts';
import { sayTaken, TAKEN } from './name.ts';
import { namesOf } from './names-of.ts';
import { inertClock, inertProbeDeps } from './inert.ts';
import type { Path, Report } from './problem.ts';
import { at } from './schema-problems.ts';
import { withPaths } from './with-paths.ts';

/** Makes every provider once, to see whether it can be. `value` may be wrong in any way. */
export function checkProviders(value: unknown, dir: string, report: Report): readonly ConfiguredProvider[] {
  const apis: readonly ModelApi[] = APIS;
  return Object.entries(at(value, ['providers']) ?? {}).flatMap(([name, given]) => {
    const path: Path = ['providers', name];
    const api = apis.find((each) => each.api === at(given, ['api']));
    const parsed = api?.schema.safeParse(given);
    if (api === undefined || parsed?.success !== true || report.touches(path)) return [];
    const entry = withPaths(parsed.data, dir);
    try {
      api.create(name, entry, { clock: inertClock, readFile: (file) => readFileSync(file, 'utf8') });
      return [{ name, api, entry }];
    } catch (error) {
      report.add(path, errorText(error));
      return [];
    }
  });
}

/** The same for probes; their names are also those of canaries, and of what else can be run at will. */
export function checkProbes(
  value: unknown,
  dir: string,
  known: { readonly canaries: readonly string[]; readonly channels: readonly ChannelAdapter[] },
  report: Report,
): readonly ConfiguredProbe[] {
  const { canaries } = known;
  const adapters: readonly ProbeAdapter[] = PROBES;
  const publicUrl = at(value, ['server', 'publicUrl']);
  const deps = inertProbeDeps({
    providers: [],
    publicUrl: typeof publicUrl === 'string' ? publicUrl : null,
  });
  const sources: readonly string[] = [...namesOf(value, 'sources', 'demo'), ...OWN_SOURCES];
  return Object.entries(at(value, ['probes']) ?? {}).flatMap(([name, given]) => {
    const path: Path = ['probes', name];
    if (TAKEN.includes(name)) report.add(path, sayTaken(name));
    if (canaries.includes(name)) report.add(path, `the name "${name}" is a canary's: choose another`);
    if (sources.includes(name)) report.add(path, `the name "${name}" is a source's: choose another`);
    checkEditedChannel(value, [...path, 'channel'], known.channels, report);
    checkChannels(at(given, ['to']), [...path, 'to'], namesOf(value, 'channels', 'console'), report);
    const adapter = adapters.find(({ type }) => type === at(given, ['type']));
    const parsed = adapter?.schema.safeParse(given);
    if (adapter === undefined || parsed?.success !== true || report.touches(path)) return [];
    const entry = withPaths(parsed.data, dir);
    try {
      adapter.create(name, entry, deps);
      return [{ name, adapter, entry }];
    } catch (error) {
      report.add(path, errorText(error));
      return [];
    }
  });
}
