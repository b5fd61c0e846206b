import { at } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { spaced, wordAt } from '../words.ts';

/** What nearly every GitHub payload tells, read once. */
export interface Hook {
  readonly type: string;
  readonly data: JsonObject;
  /** As sent (`review_requested`); empty where the event has none. */
  readonly action: string;
  /** Who did it; `Someone` where the payload names nobody. */
  readonly who: string;
  /** `owner/name`. */
  readonly repo: string | null;
  /** The repository, else the organization, account or enterprise it happened in. */
  readonly place: string | null;
  /** ` in PLACE`, or nothing. */
  readonly inPlace: string;
  /** The place's own page. */
  readonly home: string | null;
}

/** The message of one GitHub event, or `null` where the payload has too little for it. */
export type Draw = (hook: Hook) => Draft | null;
export type Family = Readonly<Record<string, Draw>>;

export function readHook(type: string, data: JsonObject): Hook {
  const repo = wordAt(data, 'repository', 'full_name') ?? wordAt(data, 'repository', 'name');
  const organization = wordAt(data, 'organization', 'login');
  const account = wordAt(data, 'installation', 'account', 'login') ?? wordAt(data, 'enterprise', 'slug');
  const place = repo ?? organization ?? account;
  return {
    type,
    data,
    action: wordAt(data, 'action') ?? '',
    who: wordAt(data, 'sender', 'login') ?? wordAt(data, 'pusher', 'name') ?? 'Someone',
    repo,
    place,
    inPlace: place === null ? '' : ` in ${place}`,
    home: wordAt(data, 'repository', 'html_url') ?? organizationPage(data, organization),
  };
}

/** A page below the repository's own; `null` where the repository has none. */
export function under(hook: Hook, ...path: readonly string[]): Json {
  const page = at(hook.data, 'repository', 'html_url');
  if (typeof page !== 'string') return null;
  return [
    page,
    ...path.flatMap((step) => step.split('/')).map((step) => encodeURIComponent(step.toWellFormed())),
  ].join('/');
}

/** The first 7 digits of a commit's hash, as GitHub shows it. */
export function shortSha(value: Json): string | null {
  return typeof value === 'string' && /^[0-9a-f]{7,64}$/i.test(value) ? value.slice(0, 7) : null;
}

/** `refs/heads/a/b` → branch `a/b`; `refs/tags/v1` → tag `v1`; anything else is taken for a branch's name. */
export function readRef(ref: string | null): {
  readonly kind: 'branch' | 'tag';
  readonly name: string | null;
} {
  const [, group, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref ?? '') ?? [];
  if (name === undefined) return { kind: 'branch', name: ref };
  if (group === 'pull') return { kind: 'branch', name: `pull/${name}` };
  return { kind: group === 'tags' ? 'tag' : 'branch', name };
}

/** The action as a verb of the past. Most of GitHub's are; what is not becomes `updated`. */
export function past(hook: Hook): string {
  const action = spaced(hook.action);
  return /^(?:[a-z]+ed|withdrawn)\b/.test(action) ? action : 'updated';
}

/** `"name"`, or nothing where it is unknown. */
export function quoted(name: string | null): string | null {
  return name === null ? null : `"${name}"`;
}

/** `old → new` of one entry of `changes`, which holds the old value only. */
export function changed(hook: Hook, key: string, now: string | null): string | null {
  const before = wordAt(hook.data, 'changes', key, 'from');
  if (before === null || now === null || before === now) return null;
  return `${spaced(key)}: ${before} → ${now}`;
}

/** Payloads name organizations without their page; it stands beside the sender's. */
function organizationPage(data: JsonObject, organization: string | null): string | null {
  const own = wordAt(data, 'organization', 'html_url');
  if (own !== null || organization === null) return own;
  const sender = URL.parse(wordAt(data, 'sender', 'html_url') ?? '');
  return sender === null ? null : `${sender.origin}/${encodeURIComponent(organization.toWellFormed())}`;
}
