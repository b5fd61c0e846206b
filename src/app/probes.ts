import type { Config } from '../config.ts';
import { inertProbeDeps } from '../config/inert.ts';
import type { ProbeInfo } from '../core/probe-views.ts';
import { createCanary } from '../probes/canary/canary.ts';
import type { ProbeDeps } from '../probes/deps.ts';
import type { Probe } from '../probes/probe.ts';

/** Every canary and every probe of the configuration, by name. */
export function createProbes(config: Pick<Config, 'canaries' | 'probes'>, deps: ProbeDeps): readonly Probe[] {
  return [
    ...config.canaries.map((spec) => createCanary(spec, deps)),
    ...config.probes.map(({ name, adapter, entry }) => adapter.create(name, entry, deps)),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same, only to be asked what they are. */
export function describedProbes(config: Config): readonly Probe[] {
  const providers = config.providers.map(({ name }) => name);
  return createProbes(config, inertProbeDeps({ providers, publicUrl: config.server.publicUrl }));
}

export function infoOf(probe: Probe): ProbeInfo {
  const { name, type, schedule, canary } = probe;
  return {
    name,
    type,
    schedule,
    provider: canary?.provider ?? null,
    model: canary?.model ?? null,
    promptHash: canary?.promptHash ?? null,
  };
}
