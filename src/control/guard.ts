import { isIP } from 'node:net';
import type { Secret } from '../core/secret.ts';

export type GuardReason = 'foreign_host' | 'foreign_origin' | 'key_missing' | 'key_wrong';

/** Who talks to us: whoever has the machine or the control key, or one workflow of the configuration. */
export type Caller = { readonly kind: 'control' } | { readonly kind: 'workflow'; readonly name: string };
export type Guarded =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly status: 401 | 403; readonly reason: GuardReason };

export interface GuardInput {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
}

export interface Gate {
  /** Names the listener is called by, besides bare addresses. */
  readonly ownHosts: ReadonlySet<string>;
  readonly key: Secret;
  readonly loopback: boolean;
  /** Whose key it is; `null`: no workflow's. */
  readonly workflowOf: (key: string) => string | null;
  /** Compares in constant time. */
  readonly same: (a: string, b: string) => boolean;
}

const CONTROL: Caller = { kind: 'control' };

/**
 * Who may talk to the private listener. A browser that was sent here by a stranger's page shows a foreign `Host` (DNS
 * rebinding) or `Origin`; off loopback a key is needed, and a key that is sent must be right anywhere.
 */
export function guard(input: GuardInput, gate: Gate): Guarded {
  const host = hostnameOf(input.host);
  if (host === null || !(gate.ownHosts.has(host) || isOwnAddress(bare(host), gate.loopback)))
    return refuse(403, 'foreign_host');
  if (input.origin !== undefined && input.origin !== `http://${input.host ?? ''}`)
    return refuse(403, 'foreign_origin');
  if (input.authorization === undefined)
    return gate.loopback ? { ok: true, caller: CONTROL } : refuse(401, 'key_missing');
  const [, token = ''] = /^bearer +(\S+)$/i.exec(input.authorization) ?? [];
  if (gate.same(token, gate.key.reveal())) return { ok: true, caller: CONTROL };
  const workflow = token === '' ? null : gate.workflowOf(token);
  return workflow === null
    ? refuse(401, 'key_wrong')
    : { ok: true, caller: { kind: 'workflow', name: workflow } };
}

function refuse(status: 401 | 403, reason: GuardReason): Guarded {
  return { ok: false, status, reason };
}

function hostnameOf(host: string | undefined): string | null {
  const [, name] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]/@\s]+)(?::\d{1,5})?$/.exec(host ?? '') ?? [];
  return name?.toLowerCase() ?? null;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** On loopback only loopback's own addresses; elsewhere any address may be one of the machine's. */
function isOwnAddress(address: string, loopback: boolean): boolean {
  return isIP(address) > 0 && (!loopback || address.startsWith('127.') || address === '::1');
}
