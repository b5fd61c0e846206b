import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { rulesOf } from '../alerts/rules-of.ts';
import type { ChannelAdapter, ChannelSchema } from '../bots/channel-adapter.ts';
import type { Operator } from '../core/chat.ts';
import { Secret } from '../core/secret.ts';
import { ledgerOf, workflowsOf } from '../ledger/settings-of.ts';
import { connectionSettings, deadmanSettings, heartbeatSettings } from '../watch/schema.ts';
import type { Config, ConfiguredRoute } from './config-type.ts';
import type { CrossChecked } from './cross-check.ts';
import { configHash } from './hash.ts';
import { machineZone } from './machine-zone.ts';
import type { configSchema } from './schema.ts';

type Valid = z.infer<ReturnType<typeof configSchema<ChannelSchema, z.ZodType>>>;

/** Makes the typed configuration of one that is valid. Fills in what is not configured (contract, section 1). */
export function resolveConfig(
  valid: Valid,
  context: {
    readonly checked: CrossChecked;
    readonly secrets: readonly string[];
    readonly adapters: readonly ChannelAdapter[];
    readonly raw: unknown;
    readonly dir: string;
  },
): Config {
  const { server, storage } = valid;
  const [, engine = 'sqlite', location = ''] = /^([^:]+):(.*)$/s.exec(storage) ?? [];
  const path = engine === 'sqlite' ? resolve(context.dir, location) : location;
  const { sources, routes, providers, canaries, probes } = context.checked;
  const { connection, deadman, heartbeat, ...rules } = valid.alerts;
  const timezone = valid.timezone ?? machineZone();
  const workflows = workflowsOf(valid.workflows);
  const secrets = context.secrets.map((text) => new Secret(text));
  const ping = deadman === undefined ? null : deadmanSettings(deadman);
  return {
    server: {
      public: { host: server.public.host, port: Number(server.public.port) },
      private: { host: server.private.host, port: Number(server.private.port) },
      publicUrl: server.publicUrl?.replace(/\/+$/, '') ?? null,
      trustedProxies: server.trustedProxies,
      clock: server.clock,
    },
    storage: { engine, location: path },
    dataDir: engine === 'sqlite' ? dirname(path) : resolve(context.dir, 'data'),
    timezone,
    channels: channelsOf(valid.channels, context.adapters),
    operators: Object.entries(valid.operators).map(([name, entry]): Operator => {
      const { telegram, discord, role } = entry;
      return {
        name,
        telegram: telegram === undefined ? null : String(telegram),
        discord: discord ?? null,
        role,
      };
    }),
    sources,
    demo: sources.size === 0,
    routes: valid.routes.map((route, i): ConfiguredRoute => {
      const { name, source = null, to, severity = null } = route;
      const { condition = null, template = null } = routes[i] ?? {};
      return { name, source, condition, to, severity, template };
    }),
    alerts: rulesOf(rules, timezone),
    providers,
    workflows,
    ledger: ledgerOf(valid.ledger, workflows, valid.ledger.timezone ?? timezone),
    canaries,
    probes,
    watch: {
      connection: connection === undefined ? null : connectionSettings(connection),
      deadman: ping,
      heartbeat: heartbeat === undefined ? null : heartbeatSettings(heartbeat),
    },
    // Who knows the address of a dead man's switch can keep it quiet.
    secrets: ping === null ? secrets : [...secrets, ping.url],
    hash: configHash(context.raw),
  };
}

function channelsOf(entries: Valid['channels'], adapters: readonly ChannelAdapter[]): Config['channels'] {
  const given = Object.entries(entries ?? {});
  const named = given.length > 0 ? given : [['console', { type: 'console' }] as const];
  return named.map(([name, entry]) => {
    const adapter = adapters.find(({ type }) => type === entry.type);
    if (adapter === undefined) throw new Error(`no adapter for channels of type ${entry.type}`);
    return { name, adapter, entry };
  });
}
