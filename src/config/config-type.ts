import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import type { AlertRules } from '../core/alert-rules.ts';
import type { Operator } from '../core/chat.ts';
import type { Secret } from '../core/secret.ts';
import type { CompiledTemplate } from '../messages/template.ts';
import type { Route } from '../routing/decide.ts';
import type { LedgerSettings, WorkflowSettings } from '../ledger/settings.ts';
import type { ModelApi } from '../llm/api.ts';
import type { CanarySpec } from '../probes/canary/spec.ts';
import type { ProbeAdapter } from '../probes/probe.ts';
import type { ConnectionSettings, DeadmanSettings, HeartbeatSettings } from '../watch/schema.ts';
import type { Source } from '../webhooks/source.ts';

export interface Listen {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface ConfiguredChannel {
  readonly name: string;
  readonly adapter: ChannelAdapter;
  /** The entry as the adapter's schema gives it; what `adapter.create` takes. */
  readonly entry: Parameters<ChannelAdapter['create']>[1];
}

export interface ConfiguredProvider {
  readonly name: string;
  readonly api: ModelApi;
  /** The entry as the API's schema gives it, paths absolute; what `api.create` takes. */
  readonly entry: Parameters<ModelApi['create']>[1];
}

export interface ConfiguredProbe {
  readonly name: string;
  readonly adapter: ProbeAdapter;
  /** The same of a probe. */
  readonly entry: Parameters<ProbeAdapter['create']>[1];
}

/** A route with its message's template; `null`: the built-in message. */
export interface ConfiguredRoute extends Route {
  readonly template: CompiledTemplate | null;
}

/** A configuration that has been checked, with its defaults filled in and its references resolved. */
export interface Config {
  readonly server: {
    readonly public: Listen;
    readonly private: Listen;
    /** Without a slash at its end. */
    readonly publicUrl: string | null;
    /** Addresses and networks (CIDR). */
    readonly trustedProxies: readonly string[];
    readonly clock: 'checked' | 'trust';
  };
  /** `engine` is the part before the colon; `location` the rest, for SQLite an absolute path. */
  readonly storage: { readonly engine: string; readonly location: string };
  /** Where the program keeps its own files (keys, the demo's secret): beside the SQLite file, else `data`. */
  readonly dataDir: string;
  /** IANA name. */
  readonly timezone: string;
  readonly channels: readonly ConfiguredChannel[];
  readonly operators: readonly Operator[];
  readonly sources: ReadonlyMap<string, Source>;
  /** True where no source is configured: the program brings one of its own, `demo`. */
  readonly demo: boolean;
  readonly routes: readonly ConfiguredRoute[];
  readonly alerts: AlertRules;
  readonly providers: readonly ConfiguredProvider[];
  readonly workflows: readonly WorkflowSettings[];
  readonly ledger: LedgerSettings;
  /** Those that run, by name. */
  readonly canaries: readonly CanarySpec[];
  readonly probes: readonly ConfiguredProbe[];
  /** What the program watches of itself; `null`: not configured. */
  readonly watch: {
    readonly connection: ConnectionSettings | null;
    readonly deadman: DeadmanSettings | null;
    readonly heartbeat: HeartbeatSettings | null;
  };
  /** Everything that must never be shown: for the redactor. */
  readonly secrets: readonly Secret[];
  /** 12 hex digits of the SHA-256 of what the file says, before anything is put in; comments and order don't count. */
  readonly hash: string;
}
